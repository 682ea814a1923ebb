import { MAD_TO_DEVIATION } from '../moments.ts';
import { NEIGHBOURHOOD, OUTLIER_DEVIATIONS } from './settings.ts';

/** Makes a deviation of normal noise out of a mean absolute deviation: √(π/2). */
const MEAN_TO_DEVIATION = Math.sqrt(Math.PI / 2);

/**
 * The values with lone outliers pulled in: a point further than 4 robust deviations from the median of the 5 points
 * around it is put at that distance. A run of one or two is never the median of five and a run of three always is, so
 * steps stay where they are. Without it one wild night hides a step near by, or counts as two changes.
 *
 * The deviation is the median distance; where more than half the distances are 0 (coarse numbers), the mean distance.
 */
export function pullOutliers(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const cleaned = Float64Array.from(values);
  if (n < NEIGHBOURHOOD) return cleaned;
  const medians = new Float64Array(n);
  const distances = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    const from = Math.max(0, Math.min(i - 2, n - NEIGHBOURHOOD));
    const middle = medianOfFive(
      values[from] as number,
      values[from + 1] as number,
      values[from + 2] as number,
      values[from + 3] as number,
      values[from + 4] as number,
    );
    const distance = Math.abs((values[i] as number) - middle);
    medians[i] = middle;
    distances[i] = distance;
    sum += distance;
  }
  distances.sort();
  const typical = distances[n >> 1] as number;
  const reach = OUTLIER_DEVIATIONS * (typical > 0 ? MAD_TO_DEVIATION * typical : (MEAN_TO_DEVIATION * sum) / n);
  for (let i = 0; i < n; i += 1) {
    const middle = medians[i] as number;
    cleaned[i] = Math.min(middle + reach, Math.max(middle - reach, cleaned[i] as number));
  }
  return cleaned;
}

/** Six comparisons: drop the smallest and the largest of four, then the fifth decides between the rest. */
function medianOfFive(a: number, b: number, c: number, d: number, e: number): number {
  const low = Math.max(Math.min(a, b), Math.min(c, d));
  const high = Math.min(Math.max(a, b), Math.max(c, d));
  return Math.max(Math.min(low, high), Math.min(Math.max(low, high), e));
}
