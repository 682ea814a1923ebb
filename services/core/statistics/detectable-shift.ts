import { PlumblineError } from '../errors.ts';
import { normalQuantile } from './normal.ts';

/** Probability with which a shift of the answered size is found. */
export const POWER = 0.8;

/** A comparison of the newest nights with the nights before them. */
export interface ShiftTest {
  /** Distance that is suspicious, as a standard normal number. */
  readonly threshold: number;
  /** Nights since the shift, and nights before it that it is compared with; both at least 1. */
  readonly nights: number;
  readonly baseline: number;
  /** Deviation of single nights, in any unit. */
  readonly deviation: number;
  /** (1 + ρ)/(1 − ρ) for the lag-1 correlation ρ of the nights; 1 for independent ones. */
  readonly inflation: number;
}

/**
 * Smallest shift of the level that the comparison finds with 80 % probability, in the unit of the deviation:
 * (h + z₀.₈) · s · √(f²/k + f²/c), the usual sample-size formula for two means (normal noise, both known alike well).
 * A rule that tries other windows too finds it a little more often. INPUT_INVALID for counts below 1.
 */
export function detectableShift({ threshold, nights, baseline, deviation, inflation }: ShiftTest): number {
  if (!(nights >= 1 && baseline >= 1)) {
    throw new PlumblineError('INPUT_INVALID', `a shift needs nights on both sides, got ${baseline} and ${nights}`);
  }
  // One night alone is no mean: neighbours say nothing about it.
  const widened = nights === 1 ? 1 : inflation;
  return (threshold + normalQuantile(POWER)) * deviation * Math.sqrt(widened / nights + widened / baseline);
}
