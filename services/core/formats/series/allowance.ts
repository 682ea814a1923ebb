import { type Place, PlumblineError } from '../../errors.ts';
import { POINTS_MAX } from '../../statistics/segmentation/settings.ts';

/** Most series of one input. */
export const SERIES_MAX = 100_000;

/** What one input may still bring: memory stays bounded however long a stream is. */
export interface Allowance {
  /** Counts `count` values, gaps too; INPUT_INVALID above 10 million in all. */
  points(count: number): void;
  /** Counts a series; INPUT_INVALID above 100,000. */
  series(): void;
}

/** @param place the file, for messages. */
export function createAllowance(place: Place, { pointsMax = POINTS_MAX, seriesMax = SERIES_MAX } = {}): Allowance {
  const over = (what: string) => new PlumblineError('INPUT_INVALID', `an input may hold ${what} at most`, { place });
  let points = 0;
  let series = 0;
  return {
    points(count) {
      points += count;
      if (points > pointsMax) throw over(`${pointsMax} values`);
    },
    series() {
      series += 1;
      if (series > seriesMax) throw over(`${seriesMax} series`);
    },
  };
}
