import { type Static, Type } from 'typebox';
import { Instant } from './base.ts';
import { Limits } from './benchmark.ts';
import { Host, Stack } from './environment.ts';
import { Metric } from './metric.ts';
import { Pins } from './pins.ts';
import { Measurement, Outcome, Sample } from './run.ts';

/** What a worker must know to execute one run; wholly pinned. */
export const RunOrder = Type.Object({
  runId: Type.String(),
  attempt: Type.Integer({ minimum: 1 }),
  seed: Type.Integer({ minimum: 0 }),
  pins: Pins,
  limits: Limits,
  metrics: Type.Array(Metric),
});
export type RunOrder = Static<typeof RunOrder>;

/**
 * A claimed job. An experiment is one job: its holder asks for the next run until told to stop, so that pairs never
 * scatter over hosts. `fence` proves the claim; every later call about the job carries it.
 */
export const Job = Type.Union([
  Type.Object({
    kind: Type.Literal('run'),
    jobId: Type.String(),
    fence: Type.String(),
    leaseUntil: Instant,
    run: RunOrder,
  }),
  Type.Object({ kind: Type.Literal('experiment'), jobId: Type.String(), fence: Type.String(), leaseUntil: Instant }),
]);
export type Job = Static<typeof Job>;

export const ClaimRequest = Type.Object({
  platform: Type.String(),
  /** Stable name of the machine. */
  host: Type.String({ minLength: 1, maxLength: 200 }),
  /** New at each start of the worker process. */
  workerId: Type.String({ minLength: 1, maxLength: 100 }),
  /** Long poll: how long the API may hold the request, at most 55 s. */
  waitMs: Type.Integer({ minimum: 0, maximum: 55_000 }),
});
export type ClaimRequest = Static<typeof ClaimRequest>;

/** Proof carried by every call about a claimed job. */
export const Fenced = Type.Object({ fence: Type.String() });
export const HeartbeatAnswer = Type.Object({ leaseUntil: Instant, cancel: Type.Boolean() });
export type HeartbeatAnswer = Static<typeof HeartbeatAnswer>;

/** A piece of a run's log. Offsets are bytes, so the same piece sent twice is stored once. */
export const LogPiece = Type.Object({
  fence: Type.String(),
  runId: Type.String(),
  attempt: Type.Integer({ minimum: 1 }),
  offset: Type.Integer({ minimum: 0 }),
  /** Valid UTF-8: what was not is replaced before it is sent. At most 256 KiB. */
  text: Type.String({ maxLength: 262_144 }),
});
export type LogPiece = Static<typeof LogPiece>;

export const SampleBatch = Type.Object({
  fence: Type.String(),
  runId: Type.String(),
  attempt: Type.Integer({ minimum: 1 }),
  /** Index of the first sample, so the same batch sent twice is stored once. */
  first: Type.Integer({ minimum: 0 }),
  samples: Type.Array(Sample, { maxItems: 1000 }),
});
export type SampleBatch = Static<typeof SampleBatch>;

/** How the machine stood at one instant of a run. What could not be read is absent. */
export const TelemetryRow = Type.Object({
  /** Milliseconds since the Unix epoch, by the worker's clock. */
  timeMs: Type.Number(),
  /** UUID of an accelerator; absent: the row is about the container. */
  device: Type.Optional(Type.String({ maxLength: 100 })),
  /** Clock of the accelerator's processors and memory, in MHz. */
  clockMHz: Type.Optional(Type.Number()),
  memoryClockMHz: Type.Optional(Type.Number()),
  /** Degrees Celsius. */
  temperature: Type.Optional(Type.Number()),
  /** Share of the time in which it worked, 0..1; of a container: processors used, 1 = one whole processor. */
  utilisation: Type.Optional(Type.Number()),
  memoryMiB: Type.Optional(Type.Number()),
  /** Watts. */
  power: Type.Optional(Type.Number()),
  /** Bytes read and written since the container began. */
  readBytes: Type.Optional(Type.Number()),
  writtenBytes: Type.Optional(Type.Number()),
  /** What slows the accelerator down, by the vendor's names. */
  throttled: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 16 })),
});
export type TelemetryRow = Static<typeof TelemetryRow>;

export const TelemetryBatch = Type.Object({
  fence: Type.String(),
  runId: Type.String(),
  attempt: Type.Integer({ minimum: 1 }),
  /** Index of the first row, so the same batch sent twice is stored once. */
  first: Type.Integer({ minimum: 0 }),
  rows: Type.Array(TelemetryRow, { maxItems: 1000 }),
});
export type TelemetryBatch = Static<typeof TelemetryBatch>;

/** The end of one attempt. */
export const RunReport = Type.Object({
  fence: Type.String(),
  runId: Type.String(),
  attempt: Type.Integer({ minimum: 1 }),
  outcome: Outcome,
  /** One sentence for people: the signal, the missing metric, the engine's message. */
  detail: Type.String({ maxLength: 2000 }),
  exitCode: Type.Union([Type.Integer(), Type.Null()]),
  startedAt: Instant,
  endedAt: Instant,
  measurements: Type.Array(Measurement, { maxItems: 64 }),
  /** Absent when the run never reached its container. */
  stack: Type.Optional(Stack),
  host: Type.Optional(Host),
  /** Reasons why this run must not enter a baseline (throttled, disturbed); empty when clean. */
  tainted: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 16 }),
  logBytes: Type.Integer({ minimum: 0 }),
  /** Bytes of the log that were dropped at its bound. */
  logDropped: Type.Integer({ minimum: 0 }),
});
export type RunReport = Static<typeof RunReport>;

/** `late`: the attempt was no longer the current one; the report is kept and marked, and changes nothing. */
export const ReportAnswer = Type.Object({ taken: Type.Enum(['counted', 'late', 'repeated']) });
export type ReportAnswer = Static<typeof ReportAnswer>;

/** Answer to "what next?" inside an experiment. */
export const ExperimentStep = Type.Union([
  Type.Object({ kind: Type.Literal('run'), run: RunOrder }),
  Type.Object({ kind: Type.Literal('stop'), reason: Type.String() }),
]);
export type ExperimentStep = Static<typeof ExperimentStep>;
