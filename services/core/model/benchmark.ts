import { type Static, Type } from 'typebox';
import { closed, Name, RelativePath, Scalar, SchemaVersion } from './base.ts';
import { Metric } from './metric.ts';

/** Bounds of one run. The sandbox enforces every one of them. */
export const Limits = Type.Object(
  {
    timeoutSeconds: Type.Integer({ minimum: 1, maximum: 604_800 }),
    memoryMiB: Type.Integer({ minimum: 16, maximum: 4_194_304 }),
    cpus: Type.Number({ exclusiveMinimum: 0, maximum: 1024 }),
    pids: Type.Integer({ minimum: 1, maximum: 100_000, default: 512 }),
    shmMiB: Type.Integer({ minimum: 1, maximum: 1_048_576, default: 64 }),
    tmpMiB: Type.Integer({ minimum: 1, maximum: 1_048_576, default: 256 }),
    /** Accelerators of one host that a run gets to itself, all or none; absent: none. */
    devices: Type.Optional(Type.Integer({ minimum: 0, maximum: 64 })),
    /**
     * Room for checkpoints in /checkpoint, kept when a worker drains and handed to the next attempt on the same host;
     * absent: there is no such folder.
     */
    checkpointMiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 16_777_216 })),
    /** Time between SIGTERM and SIGKILL when a run with checkpoints is stopped, in seconds. */
    graceSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
  },
  closed,
);

/** The image's channels: what is followed. What they resolved to stands in the pin file, never here. */
export const ImageChannels = Type.Object(
  {
    /** Name of a file under `bases/`. */
    base: Name,
    dockerfile: RelativePath,
    /** Requirements the packages follow, and the hash lock they last resolved to. */
    requirements: RelativePath,
    lock: RelativePath,
    /** Python of the base, as in wheel tags: "3.11". */
    python: Type.String({ pattern: '^3\\.\\d{1,2}$' }),
  },
  closed,
);

/** `benchmark.yaml`: a reference model, its data set, its recipe, its metrics and bands. */
export const Benchmark = Type.Object(
  {
    schemaVersion: SchemaVersion,
    name: Name,
    title: Type.String({ minLength: 1, maxLength: 120 }),
    description: Type.String({ minLength: 1, maxLength: 2000 }),
    /** Raised by the author when numbers stop being comparable on purpose: starts a new series. */
    methodVersion: Type.Integer({ minimum: 1 }),
    framework: Name,
    image: ImageChannels,
    /** Command in the container; no shell is put in front of it. */
    command: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { minItems: 1, maxItems: 64 }),
    /** Files of the folder that are copied to /benchmark in the image and make up the factor `code`. */
    code: Type.Array(RelativePath, { minItems: 1, maxItems: 256 }),
    /** Handed to the script as JSON in the variable PLUMBLINE_CONFIG; each key is a factor `config:<key>`. */
    config: Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$' }), Scalar),
    /** The only variables the container gets beside the image's own and PLUMBLINE_*. */
    env: Type.Record(Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,63}$' }), Type.String({ maxLength: 4096 })),
    /** Mounted read-only at /data; its path is also in PLUMBLINE_DATA. */
    dataset: Type.Object({ name: Name, version: Type.String({ minLength: 1, maxLength: 40 }) }, closed),
    platforms: Type.Array(Name, { minItems: 1, maxItems: 100, uniqueItems: true }),
    /** Handed to the script one a run in PLUMBLINE_SEED. */
    seeds: Type.Array(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }), {
      minItems: 1,
      maxItems: 64,
      uniqueItems: true,
    }),
    limits: Limits,
    metrics: Type.Array(Metric, { minItems: 1, maxItems: 64 }),
    /**
     * A canary: a short, fixed workload that every host of its platforms runs before a night. It judges the host and
     * nothing else: it is in no night and makes no series.
     */
    canary: Type.Optional(Type.Boolean()),
    /**
     * Set while nobody has run it, with what is missing. It is checked like the others, but built and pinned only when it
     * is named, so it is in no night until then.
     */
    notRun: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    /** Who answers for this benchmark; shown in issues as text, never as a mention. */
    owner: Type.Optional(Type.String({ maxLength: 100 })),
  },
  closed,
);

export type Limits = Static<typeof Limits>;
export type ImageChannels = Static<typeof ImageChannels>;
export type Benchmark = Static<typeof Benchmark>;
