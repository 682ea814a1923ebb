import { MAD_TO_DEVIATION } from './moments.ts';

/** Median and robust deviation (median absolute distance, scaled to the deviation of normal noise). */
export interface RobustLevel {
  readonly median: number;
  readonly deviation: number;
}

/** Robust level of at least one value. The values are sorted in place: hand in a copy. */
export function robustLevel(values: Float64Array): RobustLevel {
  const median = middle(values.sort());
  for (let i = 0; i < values.length; i += 1) values[i] = Math.abs((values[i] as number) - median);
  return { median, deviation: MAD_TO_DEVIATION * middle(values.sort()) };
}

/** `value` drawn in to at most `reach` from 0. */
export function pulledIn(value: number, reach: number): number {
  return Math.max(-reach, Math.min(reach, value));
}

/** Middle value of at least one, which are sorted; the mean of the two middle ones for an even count. */
export function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}
