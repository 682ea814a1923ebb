import { type Static, Type } from 'typebox';

/** Life of a run. `queued → running → ended`, back to `queued` when an attempt is lost, `cancelled` from either. */
export const RunState = Type.Enum(['queued', 'running', 'ended', 'cancelled']);
export type RunState = Static<typeof RunState>;

/**
 * Why a run exists. Only `night` and `pushed` runs make points; `calibration` runs make bands; a `canary` says how its
 * host does and is handed to that host past the queue; a `pushed` one was made by another system.
 */
export const RunPurpose = Type.Enum(['night', 'manual', 'experiment', 'calibration', 'canary', 'pushed']);
export type RunPurpose = Static<typeof RunPurpose>;

/**
 * Outcomes of the benchmark itself: confirmed and attributed like any other finding (DESIGN.md decision 4).
 * `measured` is the only one with valid metrics.
 */
export const BenchmarkOutcome = Type.Enum([
  'measured',
  'exit-nonzero',
  'missing-metric',
  'invalid-metric',
  'duplicate-metric',
  'out-of-memory',
  'time-out',
]);
export type BenchmarkOutcome = Static<typeof BenchmarkOutcome>;

/** Outcomes of the infrastructure: retried with backoff and shown to the operator, never a regression. */
export const InfrastructureOutcome = Type.Enum([
  'docker-unavailable',
  'image-missing',
  'pull-failed',
  'not-pinned',
  'dataset-missing',
  'dataset-corrupt',
  'disk-full',
  'device-missing',
  'device-busy',
  'origin-refused',
  'container-killed',
  'host-lost',
  'worker-error',
]);
export type InfrastructureOutcome = Static<typeof InfrastructureOutcome>;

export const Outcome = Type.Union([BenchmarkOutcome, InfrastructureOutcome, Type.Literal('cancelled')]);
export type Outcome = Static<typeof Outcome>;

const INFRASTRUCTURE: ReadonlySet<string> = new Set<InfrastructureOutcome>([
  'docker-unavailable',
  'image-missing',
  'pull-failed',
  'not-pinned',
  'dataset-missing',
  'dataset-corrupt',
  'disk-full',
  'device-missing',
  'device-busy',
  'origin-refused',
  'container-killed',
  'host-lost',
  'worker-error',
]);

/** Whether an outcome blames the machine and not the benchmark. */
export function isInfrastructure(outcome: Outcome): outcome is InfrastructureOutcome {
  return INFRASTRUCTURE.has(outcome);
}

/** Attempts at one run before an infrastructure outcome becomes its end. */
export const MAX_ATTEMPTS = 3;

/** One value of a metric inside a run, as the log gave it. */
export const Sample = Type.Object({
  metric: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()]),
  /** The text of a value that is not a finite number (`NaN`, `Infinity`, a string). */
  raw: Type.Optional(Type.String({ maxLength: 200 })),
  step: Type.Optional(Type.Number()),
  /** Milliseconds since the Unix epoch, by the script's clock. */
  timeMs: Type.Optional(Type.Number()),
  /** Line of the log, 1-based. */
  line: Type.Integer({ minimum: 1 }),
});
export type Sample = Static<typeof Sample>;

/** A metric's value in one run. */
export const Measurement = Type.Object({ metric: Type.String(), value: Type.Number(), unit: Type.String() });
export type Measurement = Static<typeof Measurement>;
