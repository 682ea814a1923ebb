import { PlumblineError } from '../../errors.ts';
import { logBeta, logGamma } from '../special.ts';
import { FAILURE_ALPHA, FAILURE_HISTORY_MIN, FAILURE_PRIOR, FAILURES_COMMON, FAILURES_IN_A_ROW } from './settings.ts';

/** Runs that counted, and how many of them failed to converge. */
export interface FailureCount {
  readonly failed: number;
  readonly runs: number;
}

export interface FailureFinding {
  readonly finding: boolean;
  readonly reason: 'unlikely' | 'in-a-row' | null;
  /** Chance of as many failures or more in the new runs, given the history. */
  readonly chance: number;
}

/**
 * Judges failures to converge as a rate, since one failed run says little about a benchmark that fails one time in
 * three. With a Beta(½, ½) prior the history predicts the new runs as Beta-Binomial; a finding is what it would bring
 * less than once in 1,000, or two failures in a row (`newest` last) unless they are common there.
 *
 * @param history accepted runs before the new ones.
 * @param newest outcome of the new runs in order: true, when it did not converge.
 */
export function failureFinding(history: FailureCount, newest: readonly boolean[]): FailureFinding {
  check(history);
  const failed = newest.filter((one) => one).length;
  const chance = chanceOfFailures(history, failed, newest.length);
  if (chance < FAILURE_ALPHA) return { finding: true, reason: 'unlikely', chance };
  const last = newest.slice(-FAILURES_IN_A_ROW);
  const common =
    history.runs >= FAILURE_HISTORY_MIN &&
    chanceOfFailures(history, FAILURES_IN_A_ROW, FAILURES_IN_A_ROW) > FAILURES_COMMON;
  if (last.length === FAILURES_IN_A_ROW && last.every((one) => one) && !common) {
    return { finding: true, reason: 'in-a-row', chance };
  }
  return { finding: false, reason: null, chance };
}

/** P(at least `failed` of `runs` new runs fail) under the Beta-Binomial that the history predicts. */
export function chanceOfFailures(history: FailureCount, failed: number, runs: number): number {
  if (failed <= 0) return 1;
  const a = history.failed + FAILURE_PRIOR;
  const b = history.runs - history.failed + FAILURE_PRIOR;
  let sum = 0;
  for (let k = failed; k <= runs; k += 1) {
    sum += Math.exp(logChoices(runs, k) + logBeta(a + k, b + runs - k) - logBeta(a, b));
  }
  return Math.min(1, sum);
}

function logChoices(runs: number, failed: number): number {
  return logGamma(runs + 1) - logGamma(failed + 1) - logGamma(runs - failed + 1);
}

function check({ failed, runs }: FailureCount): void {
  if (Number.isInteger(failed) && Number.isInteger(runs) && failed >= 0 && failed <= runs) return;
  throw new PlumblineError('INPUT_INVALID', `${failed} failures of ${runs} runs is no count`);
}
