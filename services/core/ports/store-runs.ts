import type { Instant } from '../model/base.ts';
import type { Limits } from '../model/benchmark.ts';
import type { Arm } from '../model/experiment.ts';
import type { LogPiece, ReportAnswer, RunReport, SampleBatch } from '../model/job.ts';
import type { Metric } from '../model/metric.ts';
import type { Pins } from '../model/pins.ts';
import type { Measurement, Outcome, RunPurpose, RunState, Sample } from '../model/run.ts';
import type { Page } from './page.ts';

/** A run as it is planned. */
export interface NewRun {
  readonly id: string;
  readonly project: string;
  readonly purpose: RunPurpose;
  readonly nightId: string | null;
  readonly experiment: { readonly id: string; readonly pair: number; readonly arm: Arm } | null;
  readonly seed: number;
  /** Smaller runs first; see core/planning for the values. */
  readonly priority: number;
  readonly pins: Pins;
  readonly limits: Limits;
  readonly metrics: readonly Metric[];
  readonly createdAt: Instant;
}

export interface Run extends NewRun {
  readonly state: RunState;
  readonly outcome: Outcome | null;
  readonly detail: string;
  readonly exitCode: number | null;
  /** Attempts made so far; the current one has this number. */
  readonly attempt: number;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly host: string | null;
  readonly stackFingerprint: string | null;
  readonly hostFingerprint: string | null;
  readonly tainted: readonly string[];
  readonly logBytes: number;
  readonly logDropped: number;
  readonly cancelRequested: boolean;
}

export interface Attempt {
  readonly runId: string;
  readonly attempt: number;
  readonly workerId: string;
  readonly host: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly outcome: Outcome | null;
  readonly detail: string;
  /** A result that came after the attempt was given up: kept, marked, counted nowhere. */
  readonly late: boolean;
}

export interface RunFilter {
  readonly project?: string;
  readonly benchmark?: string;
  readonly platform?: string;
  readonly state?: RunState;
  readonly purpose?: RunPurpose;
  readonly nightId?: string;
  readonly experimentId?: string;
}

export interface RunStore {
  /** Written first, enqueued second: all rows or none. */
  create(runs: readonly NewRun[]): Promise<void>;
  get(runId: string): Promise<Run | null>;
  /** Newest first; `limit` 1..200. */
  list(filter: RunFilter, limit: number, cursor?: string): Promise<Page<Run>>;
  attempts(runId: string): Promise<readonly Attempt[]>;
  measurements(runIds: readonly string[]): Promise<ReadonlyMap<string, readonly Measurement[]>>;
  samples(runId: string, metric?: string): Promise<readonly Sample[]>;
  /** A queued run is cancelled at once; a running one is asked to stop. Null: unknown run. */
  cancel(runId: string, now: Instant): Promise<Run | null>;
  /** Stores a piece once, whoever repeats it. LEASE_LOST when the fence is not the current one. */
  appendLog(piece: LogPiece): Promise<void>;
  appendSamples(batch: SampleBatch): Promise<void>;
  /** Bytes [from, from + maxBytes) of a run's log (the current attempt unless named), cut at a character's border. */
  readLog(
    runId: string,
    from: number,
    maxBytes: number,
    attempt?: number,
  ): Promise<{ readonly text: string; readonly from: number; readonly to: number; readonly total: number }>;
  /**
   * Takes the end of an attempt, in one transaction: outcome, measurements, both environment halves. An infrastructure
   * outcome with attempts left puts a run back to `queued` (`retry`); runs of an experiment are never retried.
   */
  report(
    report: RunReport,
    now: Instant,
  ): Promise<ReportAnswer & { readonly retry: boolean; readonly attempt: number }>;
}

export interface Leased {
  readonly kind: 'run' | 'experiment';
  readonly jobId: string;
  readonly leaseUntil: Instant;
  /** For a run: with its new attempt number. */
  readonly run: Run | null;
}

export interface WaitingJob {
  readonly kind: 'run' | 'experiment';
  readonly jobId: string;
  readonly platform: string;
  readonly priority: number;
}

/**
 * Leases over jobs. A job is a run (job id = run id) or an experiment (job id = experiment id). The database is the
 * truth: the queue only says which job to try next, and every change here is a compare-and-set.
 */
export interface JobStore {
  /** Null when the job is not waiting any more (done, cancelled, held by somebody): the queue's hint was old. */
  lease(
    jobId: string,
    lease: {
      readonly fence: string;
      readonly workerId: string;
      readonly host: string;
      readonly platform: string;
      readonly leaseUntil: Instant;
      readonly now: Instant;
    },
  ): Promise<Leased | null>;
  /** Null when the fence is no longer the current one. */
  extend(jobId: string, fence: string, leaseUntil: Instant): Promise<{ readonly cancel: boolean } | null>;
  /** Platform of a job whose fence is current; null otherwise. */
  holder(
    jobId: string,
    fence: string,
  ): Promise<{ readonly platform: string; readonly host: string; readonly workerId: string } | null>;
  /** A worker hands a job back unfinished (drain): it waits again and the attempt does not count as lost. */
  release(jobId: string, fence: string, now: Instant): Promise<boolean>;
  /** Jobs whose lease ran out before `now`. */
  expired(now: Instant, limit: number): Promise<readonly WaitingJob[]>;
  /**
   * Takes a job from a dead holder: its attempt is recorded as `host-lost`; the job waits again, or ends when its
   * attempts are used up. Null when the lease was renewed meanwhile.
   */
  lose(jobId: string, now: Instant): Promise<{ readonly waiting: boolean } | null>;
  /**
   * Jobs that wait, oldest first: what the reconciler compares the queue with. `after`: the page behind the job of that
   * id, whether it still waits or not.
   */
  waiting(limit: number, after?: string): Promise<readonly WaitingJob[]>;
  /**
   * Starts the next run of an experiment under the experiment's lease: creates the row as running with attempt 1.
   * LEASE_LOST when the fence is not current.
   */
  startInExperiment(run: NewRun, experimentId: string, fence: string, now: Instant): Promise<Run>;
}
