import { PlumblineError } from '../errors.ts';
import { incompleteBeta, logBeta } from './special.ts';
import { upperQuantile } from './tail.ts';

/** P(T > t) of Student's t with `df` degrees of freedom (Abramowitz and Stegun 26.7.1); exact far out in the tail. */
export function studentTail(t: number, df: number): number {
  checkFreedom(df);
  const square = t * t;
  const above = 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
  return t >= 0 ? above : 1 - above;
}

/** P(T ≤ t). */
export function studentCdf(t: number, df: number): number {
  return studentTail(-t, df);
}

/** Density of Student's t. */
export function studentDensity(t: number, df: number): number {
  checkFreedom(df);
  return Math.exp(-0.5 * Math.log(df) - logBeta(df / 2, 0.5) - ((df + 1) / 2) * Math.log1p((t * t) / df));
}

/** The t with P(T ≤ t) = p, for 0 < p < 1. */
export function studentQuantile(p: number, df: number): number {
  checkFreedom(df);
  if (!(p > 0 && p < 1)) throw new PlumblineError('INPUT_INVALID', `a quantile needs 0 < p < 1, got ${p}`);
  if (p === 0.5) return 0;
  const shape = { tail: (t: number) => studentTail(t, df), density: (t: number) => studentDensity(t, df) };
  return p > 0.5 ? upperQuantile(shape, 1 - p) : -upperQuantile(shape, p);
}

function checkFreedom(df: number): void {
  if (!(df > 0)) throw new PlumblineError('INPUT_INVALID', `degrees of freedom must be above 0, got ${df}`);
}
