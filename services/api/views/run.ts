import type { RunDetail, RunSummary } from '../../core/model/api/run.ts';
import type { PushedOrigin } from '../../core/model/pushed.ts';
import type { Measurement } from '../../core/model/run.ts';
import type { Attempt, NewRun, Run } from '../../core/ports/store-runs.ts';

/** A run as a list shows it: without its pins, which are long. */
export function runSummary(run: Run): RunSummary {
  const { pins, id, purpose, nightId, experiment, seed, state, outcome, detail, attempt } = run;
  const { createdAt, startedAt, endedAt, host, tainted } = run;
  return {
    id,
    benchmark: pins.benchmark,
    methodVersion: pins.methodVersion,
    platform: pins.platform,
    purpose,
    nightId,
    experiment,
    seed,
    state,
    outcome,
    detail,
    attempt,
    createdAt,
    startedAt,
    endedAt,
    host,
    tainted: [...tainted],
  };
}

/** A run that was just planned: nothing has happened to it yet. */
export function newRunSummary(run: NewRun): RunSummary {
  return runSummary({
    ...run,
    state: 'queued',
    outcome: null,
    detail: '',
    exitCode: null,
    attempt: 0,
    startedAt: null,
    endedAt: null,
    host: null,
    stackFingerprint: null,
    hostFingerprint: null,
    tainted: [],
    logBytes: 0,
    logDropped: 0,
    cancelRequested: false,
  });
}

export function runDetail(
  run: Run,
  measurements: readonly Measurement[],
  attempts: readonly Attempt[],
  origin: PushedOrigin | null,
): RunDetail {
  const { priority, exitCode, stackFingerprint, hostFingerprint, logBytes, logDropped, cancelRequested } = run;
  return {
    ...runSummary(run),
    priority,
    exitCode,
    stackFingerprint,
    hostFingerprint,
    logBytes,
    logDropped,
    cancelRequested,
    pins: run.pins,
    limits: run.limits,
    metrics: [...run.metrics],
    measurements: [...measurements],
    attempts: attempts.map(({ runId: _, ...attempt }) => attempt),
    origin,
  };
}
