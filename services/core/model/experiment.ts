import type { Digest, Instant } from './base.ts';
import type { Pins } from './pins.ts';
import type { Measurement, Outcome } from './run.ts';

export type ExperimentState = 'queued' | 'running' | 'ended' | 'cancelled';
/** `good`: last good environment; `bad`: the suspicious night's. */
export type Arm = 'good' | 'bad';

/** Paired runs of two environments, interleaved on one host, that decide one question. */
export interface Experiment {
  readonly id: string;
  readonly project: string;
  readonly incidentId: string | null;
  readonly benchmark: string;
  readonly platform: string;
  readonly state: ExperimentState;
  readonly createdAt: Instant;
  readonly good: Pins;
  readonly bad: Pins;
  /** Series whose change is in question. */
  readonly seriesIds: readonly string[];
  /** Upper bound on pairs; stated before it starts. */
  readonly maxPairs: number;
  /** Series that were sent to confirmation in the same night, this experiment's included. */
  readonly candidates: number;
  /** Experiment without an answer that this one carries on, with its pins and after its pairs; null: a new one. */
  readonly continues: string | null;
  /** Fresh seeds, one a pair, shared by both arms. */
  readonly seeds: readonly number[];
  /** Why it stopped. */
  readonly reason: string;
  /** The only host that may do it; null: any of the platform. */
  readonly host: string | null;
  /** What a search asks with it; null: it confirms an incident. */
  readonly trial: ExperimentTrial | null;
}

/** A question of a search: do the two differ at all, or which of the two known levels has the mixture? */
export interface ExperimentTrial {
  readonly searchId: string;
  /** Number of the step. */
  readonly step: number;
  readonly question: 'split' | 'classify';
  /** Contents of both sides and the question, so that the same experiment is never made twice (core/attribution/content.ts). */
  readonly key: Digest;
}

/** One ended run of an experiment, as the decision sees it. */
export interface ExperimentRun {
  readonly runId: string;
  readonly pair: number;
  readonly arm: Arm;
  readonly seed: number;
  readonly outcome: Outcome;
  /** The worker's sentence about a run that failed. */
  readonly detail: string;
  readonly measurements: readonly Measurement[];
}
