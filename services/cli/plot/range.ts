import type { Judgement } from '../../core/judge/offline/judgement.ts';

/** A band edge further outside the values than this share of their range is not drawn: it would flatten them. */
const EDGE_REACH = 0.5;
/** Half the range shown around a series whose values are all equal, as a share of its value. */
const FLAT_SHARE = 0.01;

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What the vertical axis spans: all values, and the edges of the newest band where they are near. */
export function rangeOf({ series, band }: Pick<Judgement, 'series' | 'band'>): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of series.values) {
    // A gap is neither.
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const near = EDGE_REACH * (high - low);
  const edges = band === null ? [] : [band.low, band.high].filter((edge) => edge >= low - near && edge <= high + near);
  low = Math.min(low, ...edges);
  high = Math.max(high, ...edges);
  if (high > low) return { low, high };
  const half = FLAT_SHARE * Math.abs(low) || 1;
  return { low: low - half, high: high + half };
}
