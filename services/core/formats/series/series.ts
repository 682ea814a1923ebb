import type { Direction } from '../../model/metric.ts';

/** What the times of a series are: plain numbers, days, or instants; the latter two in milliseconds since 1970, UTC. */
export type TimeKind = 'number' | 'date' | 'instant';

/** The times of a series, rising strictly. Columns of one table share them. */
export interface Times {
  readonly kind: TimeKind;
  readonly values: Float64Array;
}

/** An interval that the points are expected in, both ends included, in the unit of the values. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** One series as somebody handed it in. */
export interface InputSeries {
  readonly name: string | null;
  /** One entry a row of the input; NaN where it had no value. */
  readonly values: Float64Array;
  readonly times: Times | null;
  /** What the input itself says of the series; null: nothing. */
  readonly direction: Direction | null;
  readonly band: Interval | null;
}
