import { type Static, type TSchema, Type } from 'typebox';
import { closed, Instant } from '../base.ts';
import { Benchmark } from '../benchmark.ts';
import { Platform } from '../catalog.ts';
import { Measurement } from '../run.ts';
import { IncidentView } from './incident.ts';
import { NightView } from './night.ts';
import { SeriesStatus } from './series.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** The newest canary of a host that was judged. */
export const CanaryView = Type.Object(
  {
    runId: Type.String(),
    at: Instant,
    kind: Type.Enum(['learning', 'clean', 'out', 'failed']),
    /** The metric that was out of its band, and how far: relative for a positive one (−0.3 = 30 % below). */
    metric: orNull(Type.String()),
    change: orNull(Type.Number()),
    reason: Type.String(),
    measured: Type.Array(Measurement),
  },
  closed,
);
export type CanaryView = Static<typeof CanaryView>;

export const HostView = Type.Object(
  {
    host: Type.String(),
    platform: Type.String(),
    workerId: Type.String(),
    seenAt: Instant,
    /** Null: it never ran one. */
    canary: orNull(CanaryView),
    /** Null: it is in no quarantine. */
    quarantine: orNull(Type.Object({ since: Instant, reason: Type.String() }, closed)),
  },
  closed,
);
export type HostView = Static<typeof HostView>;

/** Something that should have reported by now and did not. */
export const SilentView = Type.Object(
  {
    kind: Type.Enum(['series', 'platform', 'worker']),
    /** Set for a series alone. */
    seriesId: orNull(Type.String()),
    platform: Type.String(),
    /** Set for a worker alone. */
    host: orNull(Type.String()),
    /** Its newest valid point or call; for a series that never had a valid point, its first night. */
    since: Instant,
    /** When the last night was to have ended that is held against it. */
    due: Instant,
    /** The schedules it is measured by. */
    cadence: Type.String(),
    reason: Type.String(),
  },
  closed,
);
export type SilentView = Static<typeof SilentView>;

/** A source of a pinned data set that no longer gives the pinned bytes; see core/planning/source-drift.ts. */
export const DriftedSourceView = Type.Object(
  {
    dataset: Type.String(),
    version: Type.String(),
    /** Its history is that of this channel. */
    channel: Type.String(),
    /** What is followed: the origin, and a short digest of the source's own word. */
    pointer: Type.String(),
    /** `other`: its bytes were compared; `unseen`: it says that it changed, and is too large to be compared. */
    seen: Type.Enum(['other', 'unseen']),
    since: Instant,
    lastAt: Instant,
    reason: Type.String(),
  },
  closed,
);
export type DriftedSourceView = Static<typeof DriftedSourceView>;

/** The whole at a glance: what `plumbline status` and the first page show. */
export const Status = Type.Object(
  {
    project: Type.String(),
    version: Type.String(),
    now: Instant,
    nights: Type.Array(NightView),
    /** Series by the kind of their newest verdict; `none`: never judged. */
    verdicts: Type.Record(
      Type.Enum(['in-band', 'below', 'above', 'changed', 'no-band', 'invalid', 'none']),
      Type.Integer(),
    ),
    series: Type.Array(SeriesStatus),
    openIncidents: Type.Array(IncidentView),
    /** Platforms, workers and series that stopped reporting. */
    silent: Type.Array(SilentView),
    /** Data sets whose source gives something else than is pinned. */
    driftedSources: Type.Array(DriftedSourceView),
    outbox: Type.Object({ pending: Type.Integer(), sent: Type.Integer(), notSent: Type.Integer() }, closed),
    workers: Type.Array(HostView),
    /** Null for a platform whose queue does not answer. */
    queues: Type.Array(
      Type.Object(
        {
          platform: Type.String(),
          counts: orNull(
            Type.Object({ waiting: Type.Integer(), active: Type.Integer(), delayed: Type.Integer() }, closed),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type Status = Static<typeof Status>;

/** A benchmark of the catalog; `pinned` lists the platforms for which its channels have been resolved. */
export const BenchmarkView = Type.Object({ manifest: Benchmark, pinned: Type.Array(Type.String()) }, closed);
export type BenchmarkView = Static<typeof BenchmarkView>;
export const BenchmarkList = Type.Object({ items: Type.Array(BenchmarkView) }, closed);
export const PlatformList = Type.Object({ items: Type.Array(Platform) }, closed);
/** Which of a machine's platforms a person means. */
export const HostRelease = Type.Object({ platform: Type.String({ minLength: 1, maxLength: 100 }) }, closed);
export type HostRelease = Static<typeof HostRelease>;
export const HostList = Type.Object({ items: Type.Array(HostView) }, closed);

/** Answer of the two probes; `parts` says what was asked and how it answered. */
export const Health = Type.Object(
  {
    status: Type.Enum(['ok', 'unavailable']),
    version: Type.String(),
    parts: Type.Record(Type.String(), Type.Enum(['ok', 'unavailable'])),
  },
  closed,
);
export type Health = Static<typeof Health>;
