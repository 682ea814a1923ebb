import { FAILURE_RATE_BROKEN, FAILURE_RATE_SOUND, SIDE_EVIDENCE, SIDE_RUN_MAX } from '../../judge/thresholds.ts';
import type { ExperimentRun } from '../../model/experiment.ts';
import type { Levels } from '../../model/search.ts';
import { pulledIn } from '../../statistics/robust.ts';
import { toWorking } from '../../statistics/scale.ts';
import { type PairReading, type ReadMetric, readings } from './reading.ts';

/** Runs in a row that fail in another way than the question before a mixture counts as broken: one, and one to be sure. */
export const BROKEN_RUNS = 2;

/** Where a trial stands. */
export interface Standing {
  /** Null: not decided yet. `lost`: the good side itself fails beside it, so there is nothing to compare with. */
  readonly verdict: 'good' | 'bad' | 'broken' | 'lost' | null;
  /** log likelihood ratio of "like the bad side" against "like the good side". */
  readonly log: number;
  /** Pairs, or runs of the mixture alone, that say something. */
  readonly votes: number;
  /** Votes of runs that fail as the bad side does. */
  readonly failedAlike: number;
}

/**
 * Weighs the runs in the order of their pairs by Wald's sequential probability ratio between the two known levels; the
 * first decision stands. A single run or pair counts up to 20 : 1, so at least two must agree before 100 : 1 decides.
 *
 * The spread comes from the few pairs of the split, so a number is weighed by Student's t (2 to 4 degrees of freedom)
 * about levels that were measured themselves: where three pairs happened to lie close together, a normal density with
 * their spread would call every run proof. With 5 % spikes and 3 deviations between the levels that named the wrong one in
 * up to 4.3 % of the trials, this in 1.8 % (test/core/attribution/trial/simulation.ts prints it for every noise).
 */
export function standing(runs: readonly ExperimentRun[], levels: Levels, metric: ReadMetric): Standing {
  let [log, votes, failedAlike, broken, goodBroken] = [0, 0, 0, 0, 0];
  const now = (verdict: Standing['verdict']): Standing => ({ verdict, log, votes, failedAlike });
  for (const pair of readings(runs, metric)) {
    if (pair.good !== undefined) goodBroken = pair.good.kind === 'failed' ? goodBroken + 1 : 0;
    if (pair.bad !== undefined) broken = isBroken(pair, levels) ? broken + 1 : 0;
    if (levels.paired && goodBroken >= BROKEN_RUNS) return now('lost');
    if (broken >= BROKEN_RUNS) return now('broken');
    const vote = levels.kind === 'numbers' ? numberVote(pair, levels, metric) : failureVote(pair, levels.signature);
    if (vote === null) continue;
    votes += 1;
    log += pulledIn(vote, Math.log(SIDE_RUN_MAX));
    if (pair.bad?.kind === 'failed') failedAlike += 1;
    if (Math.abs(log) >= Math.log(SIDE_EVIDENCE)) return now(log > 0 ? 'bad' : 'good');
  }
  return now(null);
}

/** Whether the mixture fails where the question is about numbers, or in another way than the bad side. */
function isBroken({ bad }: PairReading, levels: Levels): boolean {
  return bad?.kind === 'failed' && (levels.kind === 'numbers' || bad.signature !== levels.signature);
}

function numberVote(
  { good, bad }: PairReading,
  levels: Extract<Levels, { kind: 'numbers' }>,
  { scale }: ReadMetric,
): number | null {
  if (bad?.kind !== 'number') return null;
  const value = toWorking(scale, bad.value);
  if (!levels.paired) return ratio(value - levels.good, value - levels.bad, levels, 2 * levels.count - 2);
  if (good?.kind !== 'number') return null;
  const apart = value - toWorking(scale, good.value);
  return ratio(apart, apart - (levels.bad - levels.good), levels, levels.count - 1);
}

/** log of the two t-densities of one number: at its distance from the bad level over that from the good one. */
function ratio(
  fromGood: number,
  fromBad: number,
  { deviation, count }: Extract<Levels, { kind: 'numbers' }>,
  freedom: number,
): number {
  const unit = freedom * deviation ** 2 * (1 + 1 / count);
  return ((freedom + 1) / 2) * (Math.log1p(fromGood ** 2 / unit) - Math.log1p(fromBad ** 2 / unit));
}

function failureVote({ bad }: PairReading, signature: string): number | null {
  if (bad?.kind === 'number') return Math.log((1 - FAILURE_RATE_BROKEN) / (1 - FAILURE_RATE_SOUND));
  return bad?.signature === signature ? Math.log(FAILURE_RATE_BROKEN / FAILURE_RATE_SOUND) : null;
}
