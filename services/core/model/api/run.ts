import { type Static, type TSchema, Type } from 'typebox';
import { closed, Digest, Instant, Name, Scalar } from '../base.ts';
import { Limits } from '../benchmark.ts';
import { Host, Stack } from '../environment.ts';
import { Metric } from '../metric.ts';
import { Pins } from '../pins.ts';
import { PushedOrigin } from '../pushed.ts';
import { Measurement, Outcome, RunPurpose, RunState, Sample } from '../run.ts';
import { pageOf, pageQuery } from './page.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const summary = {
  id: Type.String(),
  benchmark: Type.String(),
  methodVersion: Type.Integer(),
  platform: Type.String(),
  purpose: RunPurpose,
  nightId: orNull(Type.String()),
  experiment: orNull(Type.Object({ id: Type.String(), pair: Type.Integer(), arm: Type.Enum(['good', 'bad']) }, closed)),
  seed: Type.Integer(),
  state: RunState,
  outcome: orNull(Outcome),
  detail: Type.String(),
  attempt: Type.Integer(),
  createdAt: Instant,
  startedAt: orNull(Instant),
  endedAt: orNull(Instant),
  host: orNull(Type.String()),
  /** Reasons why this run enters no baseline. */
  tainted: Type.Array(Type.String()),
};

/** A run as a list shows it. */
export const RunSummary = Type.Object(summary, closed);
export type RunSummary = Static<typeof RunSummary>;
export const RunPage = pageOf(RunSummary);
export type RunPage = Static<typeof RunPage>;

/** One try at a run. `late`: the result came after the attempt was given up; kept and counted nowhere. */
export const AttemptView = Type.Object(
  {
    attempt: Type.Integer(),
    workerId: Type.String(),
    host: Type.String(),
    startedAt: Instant,
    endedAt: orNull(Instant),
    outcome: orNull(Outcome),
    detail: Type.String(),
    late: Type.Boolean(),
  },
  closed,
);

/** A run with all that is known of it. */
export const RunDetail = Type.Object(
  {
    ...summary,
    priority: Type.Integer(),
    exitCode: orNull(Type.Integer()),
    stackFingerprint: orNull(Digest),
    hostFingerprint: orNull(Digest),
    logBytes: Type.Integer(),
    logDropped: Type.Integer(),
    cancelRequested: Type.Boolean(),
    pins: Pins,
    limits: Limits,
    metrics: Type.Array(Metric),
    measurements: Type.Array(Measurement),
    attempts: Type.Array(AttemptView),
    /** How a result of another system came; null: Plumbline ran it. */
    origin: orNull(PushedOrigin),
  },
  closed,
);
export type RunDetail = Static<typeof RunDetail>;

export const RunQuery = Type.Object(
  {
    ...pageQuery,
    benchmark: Type.Optional(Name),
    platform: Type.Optional(Name),
    state: Type.Optional(RunState),
    purpose: Type.Optional(RunPurpose),
    nightId: Type.Optional(Type.String({ maxLength: 80 })),
    experimentId: Type.Optional(Type.String({ maxLength: 80 })),
  },
  closed,
);
export type RunQuery = Static<typeof RunQuery>;

/** Body of `POST /runs`: a benchmark triggered by hand. Without a seed, one run with the manifest's first. */
export const Trigger = Type.Object(
  {
    benchmark: Name,
    platform: Type.Optional(Name),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    /** Configuration keys with other values than the manifest's. */
    set: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$' }), Scalar)),
  },
  closed,
);
export type Trigger = Static<typeof Trigger>;

/** Body of `POST /calibrations`: fresh seeds on this platform, from which the bands are made. */
export const Calibrate = Type.Object(
  {
    benchmark: Name,
    platform: Type.Optional(Name),
    runs: Type.Optional(Type.Integer({ minimum: 5, maximum: 100 })),
  },
  closed,
);
export type Calibrate = Static<typeof Calibrate>;

/** Answer to a trigger: the runs are stored; `enqueued` is false when the queue was away and they follow when it is back. */
export const Triggered = Type.Object({ runs: Type.Array(RunSummary), enqueued: Type.Boolean() }, closed);
export type Triggered = Static<typeof Triggered>;

export const EnvironmentView = Type.Object(
  {
    stackFingerprint: orNull(Digest),
    hostFingerprint: orNull(Digest),
    stack: orNull(Stack),
    host: orNull(Host),
  },
  closed,
);
export type EnvironmentView = Static<typeof EnvironmentView>;

/** Bytes [from, to) of a log of `total` bytes. */
export const LogSlice = Type.Object(
  { text: Type.String(), from: Type.Integer(), to: Type.Integer(), total: Type.Integer() },
  closed,
);
export type LogSlice = Static<typeof LogSlice>;

/** Last event of a followed log. */
export const LogEnd = Type.Object({ state: RunState, outcome: orNull(Outcome) }, closed);
export type LogEnd = Static<typeof LogEnd>;

export const SampleList = Type.Object({ items: Type.Array(Sample) }, closed);
export type SampleList = Static<typeof SampleList>;
