import { FAILURE_RATE_BROKEN, FAILURE_RATE_SOUND, SIDE_EVIDENCE, SIDE_RUN_MAX } from '../../judge/thresholds.ts';
import type { ExperimentRun } from '../../model/experiment.ts';
import type { Levels } from '../../model/search.ts';
import { pulledIn } from '../../statistics/robust.ts';
import { toWorking } from '../../statistics/scale.ts';
import { type PairReading, type ReadMetric, readings } from './reading.ts';

/** Runs in a row that fail in another way than the question before a mixture counts as broken: one, and one to be sure. */
export const BROKEN_RUNS = 2;

/** What one run or pair says, as log likelihood ratios. */
interface Vote {
  /** Of the bad level against the good one. */
  readonly log: number;
  /** Of half-way between them against the good level, and against the bad one; 0 where there is no half-way. */
  readonly half: readonly [good: number, bad: number];
}

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
 *
 * Where two changes do half of it each, a mixture with one of them has neither level, and a ratio between just these two
 * walks to either end by chance: with 3 to 7 deviations between the levels that named one of the two as the cause in 8 to
 * 22 % of the searches. So the level that is named must also be likelier than half-way, which leaves at most 3 %.
 */
export function standing(runs: readonly ExperimentRun[], levels: Levels, metric: ReadMetric): Standing {
  let [log, votes, failedAlike, broken, goodBroken] = [0, 0, 0, 0, 0];
  const half: [good: number, bad: number] = [0, 0];
  const now = (verdict: Standing['verdict']): Standing => ({ verdict, log, votes, failedAlike });
  for (const pair of readings(runs, metric)) {
    if (pair.good !== undefined) goodBroken = pair.good.kind === 'failed' ? goodBroken + 1 : 0;
    if (pair.bad !== undefined) broken = isBroken(pair, levels) ? broken + 1 : 0;
    if (levels.paired && goodBroken >= BROKEN_RUNS) return now('lost');
    if (broken >= BROKEN_RUNS) return now('broken');
    const vote = levels.kind === 'numbers' ? numberVote(pair, levels, metric) : failureVote(pair, levels.signature);
    if (vote === null) continue;
    votes += 1;
    log += bounded(vote.log);
    half[0] += bounded(vote.half[0]);
    half[1] += bounded(vote.half[1]);
    if (pair.bad?.kind === 'failed') failedAlike += 1;
    const verdict = log > 0 ? 'bad' : 'good';
    if (Math.abs(log) >= Math.log(SIDE_EVIDENCE) && half[verdict === 'good' ? 0 : 1] <= 0) return now(verdict);
  }
  return now(null);
}

const bounded = (vote: number): number => pulledIn(vote, Math.log(SIDE_RUN_MAX));

/** Whether the mixture fails where the question is about numbers, or in another way than the bad side. */
function isBroken({ bad }: PairReading, levels: Levels): boolean {
  return bad?.kind === 'failed' && (levels.kind === 'numbers' || bad.signature !== levels.signature);
}

function numberVote(
  { good, bad }: PairReading,
  levels: Extract<Levels, { kind: 'numbers' }>,
  { scale }: ReadMetric,
): Vote | null {
  if (bad?.kind !== 'number' || (levels.paired && good?.kind !== 'number')) return null;
  const beside = levels.paired && good?.kind === 'number' ? toWorking(scale, good.value) : levels.good;
  const fromGood = toWorking(scale, bad.value) - beside;
  const gap = levels.bad - levels.good;
  const [fromHalf, fromBad] = [fromGood - gap / 2, fromGood - gap];
  return {
    log: ratio(fromGood, fromBad, levels),
    half: [ratio(fromGood, fromHalf, levels), ratio(fromBad, fromHalf, levels)],
  };
}

/** log of two t-densities of one number, at its distances from their centres: of the second over the first. */
function ratio(first: number, second: number, levels: Extract<Levels, { kind: 'numbers' }>): number {
  const { deviation, count, paired } = levels;
  const freedom = paired ? count - 1 : 2 * count - 2;
  const unit = freedom * deviation ** 2 * (1 + 1 / count);
  return ((freedom + 1) / 2) * (Math.log1p(first ** 2 / unit) - Math.log1p(second ** 2 / unit));
}

function failureVote({ bad }: PairReading, signature: string): Vote | null {
  const half = [0, 0] as const;
  if (bad?.kind === 'number') return { log: Math.log((1 - FAILURE_RATE_BROKEN) / (1 - FAILURE_RATE_SOUND)), half };
  return bad?.signature === signature ? { log: Math.log(FAILURE_RATE_BROKEN / FAILURE_RATE_SOUND), half } : null;
}
