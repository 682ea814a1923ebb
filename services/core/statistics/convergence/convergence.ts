import { studentQuantile } from '../student-t.ts';
import { olympicMean, type ReferencePoint } from './reference.ts';
import { CONVERGENCE_ALPHA, type RunRule, SUBMISSION_RUNS_DROPPED } from './settings.ts';

export type ConvergenceVerdict =
  /** Converges as the reference does. */
  | 'in-band'
  /** Slower than the reference: a regression, which MLPerf's own rule lets pass. */
  | 'too-slow'
  /** Faster than the reference ever was: often other data, another target or a broken measurement. */
  | 'too-fast'
  /** More runs failed to converge than the benchmark allows. */
  | 'not-converged';

export interface Convergence {
  readonly verdict: ConvergenceVerdict;
  /** Olympic mean of the runs; null when too many did not converge. */
  readonly mean: number | null;
  /** Means that the reference explains, both ends included, in its unit. */
  readonly low: number;
  readonly high: number;
  /** Most that training may be faster than the reference, as a ratio: reference mean / low. */
  readonly maxSpeedup: number;
  readonly notConverged: number;
}

/** Range of olympic means over `runs` runs that the reference explains; two runs leave the count where any are dropped. */
export function convergenceRange(
  reference: ReferencePoint,
  runs: number,
  { dropped }: Pick<RunRule, 'dropped'>,
  alpha: number = CONVERGENCE_ALPHA,
): { readonly low: number; readonly high: number; readonly maxSpeedup: number } {
  const counted = Math.max(1, runs - Math.min(SUBMISSION_RUNS_DROPPED, 2 * dropped));
  const quantile = studentQuantile(1 - alpha, reference.runs + counted - 2);
  const reach = quantile * reference.deviation * Math.sqrt(1 / reference.runs + 1 / counted);
  const low = reference.mean - reach;
  return {
    low,
    high: reference.mean + reach,
    maxSpeedup: low > 0 ? reference.mean / low : Number.POSITIVE_INFINITY,
  };
}

/**
 * MLPerf's reference-convergence test, two-sided: the olympic mean of the runs against mean ± t(1 − α, n_ref + n_sub − 2)
 * · s · √(1/n_ref + 1/n_sub), with a pooled t whose spread is the reference's. Same numbers as the iterative search of
 * mlcommons/logging `rcp_checker.py`, which looks at the fast side alone.
 *
 * @param runs epochs, samples or steps to the target, in the reference's unit; null: did not converge.
 * @param alpha level on each side.
 */
export function convergence(
  runs: readonly (number | null)[],
  reference: ReferencePoint,
  rule: RunRule,
  alpha: number = CONVERGENCE_ALPHA,
): Convergence {
  const notConverged = runs.filter((run) => run === null).length;
  const range = { ...convergenceRange(reference, runs.length, rule, alpha), notConverged };
  // One that is not dropped would make the mean infinite.
  if (notConverged > Math.min(rule.notConverging, rule.dropped))
    return { verdict: 'not-converged', mean: null, ...range };
  const ranked = runs.map((run) => run ?? Number.POSITIVE_INFINITY);
  const mean = olympicMean(ranked, rule.dropped);
  const verdict = mean < range.low ? 'too-fast' : mean > range.high ? 'too-slow' : 'in-band';
  return { verdict, mean, ...range };
}
