import { type Static, type TSchema, Type } from 'typebox';
import { closed, Digest, Instant, Name, SchemaVersion } from './base.ts';
import { Host, Stack } from './environment.ts';
import { Metric, MetricSource } from './metric.ts';
import { Outcome } from './run.ts';

/** Most samples of one result, over all its metrics. */
export const PUSHED_SAMPLES_MAX = 20_000;
/** Longest log that comes with a result, in UTF-16 units: the end of a longer one, with `logDropped`. */
export const PUSHED_LOG_MAX = 1_048_576;
/** Most metrics that a result describes or measures. */
export const PUSHED_METRICS_MAX = 64;

const optional = Type.Optional;
/** NaN, infinities and whatever else is no number come as text or null: they are a finding, never a value. */
const Value = Type.Union([Type.Number(), Type.String({ maxLength: 200 }), Type.Null()]);
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** What system made a result. */
export const PushedSource = Type.Object(
  {
    /** The system: `github-actions`, `slurm`, `laptop`. */
    name: Type.String({ minLength: 1, maxLength: 100 }),
    /** Its own id of this result, which names it once: a second result with it is the same one or is refused. */
    id: optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Where a person sees it there. */
    url: optional(Type.String({ pattern: '^https?://[^\\s/]+(?:/\\S*)?$', maxLength: 2000 })),
  },
  closed,
);

/** A metric of a benchmark that is not in the catalog, described by the result itself. Its band is learned. */
export const PushedMetric = Type.Object(
  {
    name: Name,
    kind: Metric.properties.kind,
    unit: Metric.properties.unit,
    direction: Metric.properties.direction,
    scale: Metric.properties.scale,
    minEffect: Metric.properties.minEffect,
    testSize: Metric.properties.testSize,
    /** How samples become the value; the last one where it is not said. */
    source: optional(MetricSource),
  },
  closed,
);

export const PushedMeasurement = Type.Object(
  {
    metric: Type.String({ minLength: 1, maxLength: 80 }),
    value: Value,
    /** Checked against the metric's own unit when it is given. */
    unit: optional(Type.String({ maxLength: 40 })),
  },
  closed,
);

export const PushedSample = Type.Object(
  {
    metric: Type.String({ minLength: 1, maxLength: 80 }),
    value: Value,
    step: optional(Type.Number()),
    /** Milliseconds since the Unix epoch. */
    timeMs: optional(Type.Number()),
    /** Line of the log, 1-based. */
    line: optional(Type.Integer({ minimum: 1 })),
  },
  closed,
);

/** Both halves as far as they are known. A half that is absent is unknown, and is said to be. */
export const PushedEnvironment = Type.Object(
  {
    stack: optional(Type.Partial(Stack, closed)),
    host: optional(Type.Partial(Host, closed)),
    /** Reference of the image that it ran in, by digest; where it is the one that is pinned here, it can be re-run here. */
    image: optional(Type.String({ maxLength: 400 })),
  },
  closed,
);

/** A finished result of another system. Either `measurements` or `samples` for each metric, never both. */
export const PushedResult = Type.Object(
  {
    schemaVersion: SchemaVersion,
    benchmark: Name,
    /** The catalog's where it is left out; 1 for a benchmark that is not in the catalog. */
    methodVersion: optional(Type.Integer({ minimum: 1 })),
    platform: Name,
    seed: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    /** Stable name of the machine, or of the class of machines where each run gets another one. */
    host: Type.String({ minLength: 1, maxLength: 200 }),
    startedAt: Instant,
    endedAt: Instant,
    outcome: Outcome,
    detail: optional(Type.String({ maxLength: 2000 })),
    exitCode: optional(orNull(Type.Integer())),
    measurements: optional(Type.Array(PushedMeasurement, { maxItems: PUSHED_METRICS_MAX })),
    samples: optional(Type.Array(PushedSample, { maxItems: PUSHED_SAMPLES_MAX })),
    metrics: optional(Type.Array(PushedMetric, { minItems: 1, maxItems: PUSHED_METRICS_MAX })),
    environment: optional(PushedEnvironment),
    /** Reasons why it must not enter a baseline. */
    tainted: optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 16 })),
    log: optional(Type.String({ maxLength: PUSHED_LOG_MAX })),
    /** Bytes of the log that came before this text and were left out. */
    logDropped: optional(Type.Integer({ minimum: 0 })),
    source: PushedSource,
    /** Groups results of one pass: a day or an instant in UTC. The UTC day of `endedAt` where it is left out. */
    night: optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,3})?Z)?$' })),
    /** The last result of its night, which is judged without waiting for others. */
    last: optional(Type.Boolean()),
  },
  closed,
);

/** How a stored result came: shown with its run. */
export const PushedOrigin = Type.Object(
  {
    source: PushedSource,
    receivedAt: Instant,
    /** SHA-256 of the document. */
    digest: Digest,
    /** Halves of the environment that were not given. */
    unknown: Type.Array(Type.Enum(['stack', 'host'])),
  },
  closed,
);

export type PushedSource = Static<typeof PushedSource>;
export type PushedMetric = Static<typeof PushedMetric>;
export type PushedMeasurement = Static<typeof PushedMeasurement>;
export type PushedSample = Static<typeof PushedSample>;
export type PushedEnvironment = Static<typeof PushedEnvironment>;
export type PushedResult = Static<typeof PushedResult>;
export type PushedOrigin = Static<typeof PushedOrigin>;
