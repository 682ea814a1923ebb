import { PlumblineError } from '../errors.ts';
import { betaQuantile } from './beta-quantile.ts';
import { incompleteBeta, logBetaPower } from './special.ts';

/** P(F > f) of Fisher's F with `d1` and `d2` degrees of freedom (Abramowitz and Stegun 26.6.2); exact far out. */
export function fisherTail(f: number, d1: number, d2: number): number {
  const { x, complement } = sharesAt(f, d1, d2);
  return incompleteBeta(complement, d2 / 2, d1 / 2, x);
}

/** P(F ≤ f); exact near 0. */
export function fisherCdf(f: number, d1: number, d2: number): number {
  const { x, complement } = sharesAt(f, d1, d2);
  return incompleteBeta(x, d1 / 2, d2 / 2, complement);
}

/** Density of Fisher's F at f > 0. */
export function fisherDensity(f: number, d1: number, d2: number): number {
  const { x, complement } = sharesAt(f, d1, d2);
  // At 0 the density has a limit of its own for each d1, and nothing here needs it.
  if (!(x > 0 && complement > 0)) {
    throw new PlumblineError('INPUT_INVALID', `the density of F needs a finite number above 0, got ${f}`);
  }
  return Math.exp(logBetaPower(x, d1 / 2, d2 / 2, complement) - Math.log(f));
}

/**
 * The f with P(F ≤ f) = p, for 0 < p < 1.
 *
 * @param upper 1 − p, when the caller knows it more exactly.
 */
export function fisherQuantile(p: number, d1: number, d2: number, upper = 1 - p): number {
  checkFreedom(d1, d2);
  return (d2 / d1) * Math.exp(betaQuantile(p, d1 / 2, d2 / 2, upper).logOdds);
}

/** F as a share with a beta distribution: d1·F / (d1·F + d2), and the rest. */
function sharesAt(f: number, d1: number, d2: number): { readonly x: number; readonly complement: number } {
  checkFreedom(d1, d2);
  if (!(f >= 0)) throw new PlumblineError('INPUT_INVALID', `F is a ratio from 0 on, got ${f}`);
  const odds = (d1 / d2) * f;
  return { x: 1 / (1 + 1 / odds), complement: 1 / (1 + odds) };
}

function checkFreedom(d1: number, d2: number): void {
  if (d1 > 0 && d2 > 0) return;
  throw new PlumblineError('INPUT_INVALID', `degrees of freedom must be above 0, got ${d1} and ${d2}`);
}
