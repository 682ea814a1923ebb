import { type Static, Type } from 'typebox';
import { closed, Name, SchemaVersion } from './base.ts';
import type { WorkerSettings } from './worker.ts';

/** `plumbline.yaml`. Every key has an environment variable that overrides it (services/config). */
export const ConfigFile = Type.Object(
  {
    schemaVersion: SchemaVersion,
    /** Name of the project; `default` where nobody names one. */
    project: Type.Optional(Name),
    /** Folder of the catalog, relative to this file. */
    catalog: Type.Optional(Type.String({ minLength: 1 })),
    /** Folder for everything Plumbline writes. */
    state: Type.Optional(Type.String({ minLength: 1 })),
    listen: Type.Optional(
      Type.Object(
        { host: Type.Optional(Type.String()), port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })) },
        closed,
      ),
    ),
    schedules: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            cron: Type.String({ minLength: 9, maxLength: 100 }),
            timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
            deadlineMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080 })),
          },
          closed,
        ),
        { maxItems: 20 },
      ),
    ),
    github: Type.Optional(
      Type.Object(
        {
          /** OWNER/REPO; without it issues wait as `not sent`. The token comes from the environment alone. */
          repository: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}$' })),
          /** Base address of the API, for GitHub Enterprise. */
          apiUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
        },
        closed,
      ),
    ),
    worker: Type.Optional(
      Type.Object(
        {
          /** Run a worker inside `up`. */
          embedded: Type.Optional(Type.Boolean()),
          platform: Type.Optional(Name),
          /** Jobs at a time. */
          concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
          /** Accelerators that runs may use, by UUID; without it every one of the host. */
          devices: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 64 })),
          /** How long a stopping worker may finish what it runs, in seconds. */
          drainSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800 })),
          /** `host:port` of a health endpoint of the worker by itself. */
          health: Type.Optional(Type.String({ pattern: '^\\S+:\\d{1,5}$' })),
          /** The operator's programs around every run, relative to this file: lock clocks, and undo it. */
          before: Type.Optional(Type.String({ minLength: 1 })),
          after: Type.Optional(Type.String({ minLength: 1 })),
          /** How long a run may wait for its devices to be idle and cool, in seconds. */
          settleSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 })),
          /** Disk that messages for an API that is away may take, in MiB. */
          spoolMiB: Type.Optional(Type.Integer({ minimum: 16, maximum: 1_048_576 })),
          /** Disk that checkpoints may take together, in GiB; the ones used longest ago go first. */
          checkpointQuotaGiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
          /** Seccomp profile of the containers, relative to this file; without it the engine's own. */
          seccompProfile: Type.Optional(Type.String({ minLength: 1 })),
          /** Refuse an engine that has no user namespaces. */
          requireUserNamespace: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    images: Type.Optional(
      Type.Object(
        {
          /** Where bases come from: a registry when one answers, else Debian's archive; or only one of the two. */
          base: Type.Optional(Type.Enum(['auto', 'registry', 'debian'])),
          /** Registry to push built images to, `host:port/prefix`; without it images are pinned by image id. */
          registry: Type.Optional(Type.String({ minLength: 1 })),
          /** Disk that images built for searches may take, in GiB; the ones used longest ago go first. */
          quotaGiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
          /** Repositories that a worker may pull from, as prefixes; without it any. */
          origins: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 100 })),
        },
        closed,
      ),
    ),
    data: Type.Optional(
      Type.Object(
        {
          /** Disk that a worker's data sets may take, in GiB; the ones used longest ago go first. */
          quotaGiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
          /** Addresses that data may come from, as prefixes; without it any public one. */
          origins: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 100 })),
          /** Private hosts, addresses or networks (CIDR) that data may come from. */
          private: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 })),
        },
        closed,
      ),
    ),
    calibration: Type.Optional(
      Type.Object({ runs: Type.Optional(Type.Integer({ minimum: 5, maximum: 100 })) }, closed),
    ),
    retention: Type.Optional(
      Type.Object(
        {
          logDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
          sampleDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
        },
        closed,
      ),
    ),
    budgets: Type.Optional(
      Type.Object(
        {
          /** Upper bound on pairs of one confirmation. */
          maxPairs: Type.Optional(Type.Integer({ minimum: 2, maximum: 100 })),
          /** Share of a night's runs that its confirmations may cost, in percent; worst first, four always. */
          rerunPercent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
          /** Runs that the search for the cause of one incident may cost; 0: the judge starts none. */
          searchRuns: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
          /** Minutes that it may take from its first experiment on; 0: the judge starts none. */
          searchMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ConfigFile = Static<typeof ConfigFile>;

/** The effective configuration: every value filled in, read once at start. */
export interface Config {
  readonly project: string;
  /** Absolute folder of the catalog. */
  readonly catalog: string;
  /** Absolute folder for everything Plumbline writes. */
  readonly state: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly schedules: readonly {
    readonly name: string;
    readonly cron: string;
    readonly timeZone: string;
    readonly deadlineMinutes: number;
  }[];
  readonly github: { readonly repository: string | null; readonly apiUrl: string; readonly token: string | null };
  /** Paths in it are absolute. */
  readonly worker: { readonly embedded: boolean; readonly platform: string } & Omit<
    WorkerSettings,
    'imageOrigins' | 'dataOrigins' | 'dataPrivate' | 'dataQuotaGiB'
  >;
  readonly images: {
    readonly base: 'auto' | 'registry' | 'debian';
    readonly registry: string | null;
    readonly quotaGiB: number;
    readonly origins: readonly string[];
  };
  readonly data: {
    readonly quotaGiB: number;
    readonly origins: readonly string[];
    readonly private: readonly string[];
  };
  readonly calibration: { readonly runs: number };
  readonly retention: { readonly logDays: number; readonly sampleDays: number };
  readonly budgets: {
    readonly maxPairs: number;
    readonly rerunPercent: number;
    readonly searchRuns: number;
    readonly searchMinutes: number;
  };
  /** Connection strings; null: embedded. They may hold passwords, so they are never printed. */
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Folder of the docker client's `config.json`, which holds the credentials of registries. */
  readonly dockerConfig: string;
  /** The engine as the docker client's DOCKER_HOST names it; null: the usual socket of this machine. */
  readonly dockerHost: string | null;
  /** API of a running service that the CLI and a remote worker speak to, and the token for it; null: found in `state`. */
  readonly apiUrl: string | null;
  readonly token: string | null;
  /** Proxies on the way to that API, and the hosts that are reached without; they may hold passwords. */
  readonly proxy: { readonly http: string | null; readonly https: string | null; readonly none: string | null };
}
