import { PlumblineError } from '../errors.ts';
import { incompleteBeta, logBeta } from './special.ts';
import { upperQuantile } from './tail.ts';

/** From this many √df on the tail is its leading power of t to the last bit, and t² is on its way out of a double. */
const FAR = 1e100;

/** P(T > t) of Student's t with `df` degrees of freedom (Abramowitz and Stegun 26.7.1); exact far out in the tail. */
export function studentTail(t: number, df: number): number {
  checkFreedom(df);
  const ratio = Math.abs(t) / Math.sqrt(df);
  const above = ratio < FAR ? nearTail(ratio * ratio, df) : Math.exp(-df * Math.log(ratio) - logBeta(df / 2, 0.5)) / df;
  return t >= 0 ? above : 1 - above;
}

/** P(T > t) for t > 0, from t²/df. */
function nearTail(square: number, df: number): number {
  return 0.5 * incompleteBeta(1 / (1 + square), df / 2, 0.5, square / (1 + square));
}

/** P(0 < T ≤ t) for t ≥ 0. */
function studentBody(t: number, df: number): number {
  const square = (t * t) / df;
  return 0.5 * incompleteBeta(square / (1 + square), 0.5, df / 2, 1 / (1 + square));
}

/** P(T ≤ t). */
export function studentCdf(t: number, df: number): number {
  return studentTail(-t, df);
}

/** Density of Student's t. */
export function studentDensity(t: number, df: number): number {
  checkFreedom(df);
  const ratio = Math.abs(t) / Math.sqrt(df);
  const far = ratio < FAR ? Math.log1p(ratio * ratio) : 2 * Math.log(ratio);
  return Math.exp(-0.5 * Math.log(df) - logBeta(df / 2, 0.5) - ((df + 1) / 2) * far);
}

/** The t with P(T ≤ t) = p, for 0 < p < 1. */
export function studentQuantile(p: number, df: number): number {
  checkFreedom(df);
  if (!(p > 0 && p < 1)) throw new PlumblineError('INPUT_INVALID', `a quantile needs 0 < p < 1, got ${p}`);
  if (p === 0.5) return 0;
  const shape = {
    tail: (t: number) => studentTail(t, df),
    body: (t: number) => studentBody(t, df),
    density: (t: number) => studentDensity(t, df),
  };
  return p > 0.5 ? upperQuantile(shape, 1 - p) : -upperQuantile(shape, p);
}

function checkFreedom(df: number): void {
  if (!(df > 0)) throw new PlumblineError('INPUT_INVALID', `degrees of freedom must be above 0, got ${df}`);
}
