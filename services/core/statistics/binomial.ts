import { PlumblineError } from '../errors.ts';
import { betaQuantile } from './beta-quantile.ts';
import { betaPower, incompleteBeta } from './special.ts';

/** Largest number of trials: integers are still exact, and halving down to one of them takes 53 steps. */
const TRIALS_MAX = Number.MAX_SAFE_INTEGER;

/** A share that a tail meets but for rounding counts as met, so that 0.5 of one trial at ½ is 0 on every machine. */
const TIE = 1e-12;

/** Interval of a rate; both ends in 0..1. */
export interface RateInterval {
  readonly low: number;
  readonly high: number;
}

/** P(X = k) for k of n trials with chance p each (Loader 2000, see `betaPower`). */
export function binomialMass(k: number, n: number, p: number): number {
  checkTrials(n, p);
  if (!Number.isInteger(k) || k < 0 || k > n) return 0;
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  return betaPower(p, k, n - k) * (n / k / (n - k));
}

/** P(X ≥ k); exact far out in the tail (Abramowitz and Stegun 26.5.24). */
export function binomialTail(k: number, n: number, p: number): number {
  checkTrials(n, p);
  const from = Math.ceil(k);
  if (from <= 0) return 1;
  return from > n ? 0 : incompleteBeta(p, from, n - from + 1);
}

/** P(X ≤ k); exact near 0. */
export function binomialCdf(k: number, n: number, p: number): number {
  checkTrials(n, p);
  const to = Math.floor(k);
  if (to < 0) return 0;
  return to >= n ? 1 : incompleteBeta(1 - p, n - to, to + 1, p);
}

/** Least k with P(X ≤ k) ≥ share, for 0 < share < 1; decided by the smaller tail, so that neither end rounds away. */
export function binomialQuantile(share: number, n: number, p: number): number {
  checkTrials(n, p);
  if (!(share > 0 && share < 1)) {
    throw new PlumblineError('INPUT_INVALID', `a quantile needs 0 < p < 1, got ${share}`);
  }
  const reached = (k: number) =>
    share <= 0.5 ? binomialCdf(k, n, p) >= share * (1 - TIE) : binomialTail(k + 1, n, p) <= (1 - share) * (1 + TIE);
  let [low, high] = [-1, n];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Exact interval of the rate behind k of n (Clopper and Pearson 1934): no rate inside it is contradicted by a one-sided
 * test at (1 − coverage)/2. It holds at least as often as it says, whatever the rate.
 *
 * INPUT_INVALID unless 0 ≤ k ≤ n are whole numbers, n ≥ 1 and 0 < coverage < 1.
 */
export function exactInterval(k: number, n: number, coverage = 0.95): RateInterval {
  if (!(Number.isInteger(k) && k >= 0 && k <= n && Number.isSafeInteger(n) && n >= 1)) {
    throw new PlumblineError('INPUT_INVALID', `a rate needs k of n with 0 ≤ k ≤ n and n ≥ 1, got ${k} of ${n}`);
  }
  if (!(coverage > 0 && coverage < 1)) {
    throw new PlumblineError('INPUT_INVALID', `a coverage lies between 0 and 1, got ${coverage}`);
  }
  const side = (1 - coverage) / 2;
  return {
    low: k === 0 ? 0 : betaQuantile(side, k, n - k + 1).x,
    high: k === n ? 1 : betaQuantile(1 - side, k + 1, n - k, side).x,
  };
}

function checkTrials(n: number, p: number): void {
  if (Number.isInteger(n) && n >= 0 && n <= TRIALS_MAX && p >= 0 && p <= 1) return;
  throw new PlumblineError('INPUT_INVALID', `a binomial needs n ≥ 0 trials with a chance in 0..1, got ${n} and ${p}`);
}
