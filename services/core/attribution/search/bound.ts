import type { SearchBound } from '../../model/search.ts';
import { halvings, latticeOf } from './closure.ts';
import type { SearchProblem } from './problem.ts';

/** Beside the halvings: the split, both proofs, and a hint that was wrong. */
const BESIDE = 4;

/** Twice the least number: borders between kinds, and mixtures that cannot be run, cost more than exact halves. */
const HALVINGS = 2;

/** At most this many decisions for a single cause among n factors: 2⌈log2 n⌉ + 4. Those between its versions count apart. */
export function decisionBound(factors: number): number {
  return HALVINGS * halvings(factors) + BESIDE;
}

/**
 * At most this many decisions where `elements` changes do it, only together or each by itself: each is isolated and
 * proven like a single cause, among what the others leave.
 */
export function interactionBound(factors: number, elements: number): number {
  return elements * decisionBound(factors);
}

/**
 * What a search for a single cause will cost at most, before it starts. The split always runs both sides.
 *
 * @param maxPairs most pairs (or runs of a mixture alone) of a trial; @param paired whether the good side runs beside
 * every mixture; @param minutesPerRun expected length of a run.
 */
export function boundOf(problem: SearchProblem, maxPairs: number, paired: boolean, minutesPerRun: number): SearchBound {
  const changes = problem.changes.length;
  const decisions = decisionBound(latticeOf(problem.changes, problem.implications).units.length);
  const splits = problem.split ? 1 : 0;
  const asked = 2 * maxPairs * splits + (decisions - splits) * maxPairs * (paired ? 2 : 1);
  const runs = Math.min(asked, problem.budget.maxRuns);
  return { changes, decisions, runs, minutes: runs * minutesPerRun };
}
