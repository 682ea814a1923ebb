import { PlumblineError } from '../errors.ts';
import { complementaryError, errorFunction } from './special.ts';
import { upperQuantile } from './tail.ts';

/** P(Z > z) of the standard normal distribution; exact far out in the tail. */
export function normalTail(z: number): number {
  const above = 0.5 * complementaryError(Math.abs(z) / Math.SQRT2);
  return z >= 0 ? above : 1 - above;
}

/** P(Z ≤ z). */
export function normalCdf(z: number): number {
  return normalTail(-z);
}

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** The z with P(Z ≤ z) = p, for 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new PlumblineError('INPUT_INVALID', `a quantile needs 0 < p < 1, got ${p}`);
  if (p === 0.5) return 0;
  const shape = { tail: normalTail, body: (z: number) => 0.5 * errorFunction(z / Math.SQRT2), density: normalDensity };
  return p > 0.5 ? upperQuantile(shape, 1 - p) : -upperQuantile(shape, p);
}
