import { type Static, type TSchema, Type } from 'typebox';
import { closed, Instant } from '../base.ts';
import { Benchmark } from '../benchmark.ts';
import { Platform } from '../catalog.ts';
import { IncidentView } from './incident.ts';
import { NightView } from './night.ts';
import { SeriesStatus } from './series.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const HostView = Type.Object(
  { host: Type.String(), platform: Type.String(), workerId: Type.String(), seenAt: Instant },
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
