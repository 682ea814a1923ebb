import type { InputSeries, Interval } from '../../formats/series/series.ts';
import type { Direction } from '../../model/metric.ts';
import type { Band } from '../../model/series.ts';

/** What is said of a row of the input: `missing` is a gap, `no-band` a value of a level too short for a band. */
export const ROW_VERDICTS = ['in-band', 'below', 'above', 'no-band', 'missing'] as const;
export type RowVerdict = (typeof ROW_VERDICTS)[number];

export interface JudgeSettings {
  /** Which way is better; what the input says of a series goes before it. */
  readonly direction: Direction;
  /** Interval that every point is judged by, in place of learned bands; what the input says goes before it. */
  readonly band: Interval | null;
  /** Smallest change worth reporting: a share for series of positive numbers, in the values' unit for others; 0: any. */
  readonly minEffect: number;
}

/** An interval somebody declared has no centre and no spread that are known. */
export interface JudgedBand extends Omit<Band, 'centre' | 'deviation'> {
  readonly centre: number | null;
  readonly deviation: number | null;
}

/** Rows are counted from 0 over the rows of the input (in the order of time where they were sorted), gaps among them. */
export interface JudgedChange {
  /** Row of the first point after the change. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** In the unit of `effectKind`. */
  readonly effect: number;
  readonly pValue: number;
  /** Rows of the smallest set that holds the first point after the change with 90 % probability, rising. */
  readonly dates: readonly number[];
  readonly kind: 'regression' | 'improvement' | 'change';
  /** Whether the newest level still lies on its side of half the change. */
  readonly present: boolean;
}

export interface JudgedSegment {
  /** First and last row. */
  readonly from: number;
  readonly to: number;
  readonly points: number;
  /** Fitted values at its ends; equal for a level. */
  readonly first: number;
  readonly last: number;
  /** What its points are judged by; for a slope as at its last point. */
  readonly band: JudgedBand | null;
}

/** A whole series, judged in hindsight. */
export interface Judgement {
  readonly series: InputSeries;
  readonly direction: Direction;
  readonly effectKind: 'relative' | 'absolute';
  /** Rows with a value, and rows without. */
  readonly points: number;
  readonly missing: number;
  readonly model: 'constant' | 'linear';
  readonly changes: readonly JudgedChange[];
  readonly segments: readonly JudgedSegment[];
  /** What the next point is expected to be. */
  readonly band: JudgedBand | null;
  readonly noBandReason: string | null;
  /** For each row an index of ROW_VERDICTS. */
  readonly verdicts: Uint8Array;
  /** Standard deviation around the segments, and correlation of neighbours in it; null for a series without a value. */
  readonly noise: { readonly deviation: number; readonly correlation: number } | null;
  /** Whether a regression is still present, or the newest value lies outside its band. */
  readonly finding: boolean;
}

/** Row of the newest value; −1 where there is none. */
export function newestRow({ verdicts }: Pick<Judgement, 'verdicts'>): number {
  return verdicts.findLastIndex((verdict) => ROW_VERDICTS[verdict] !== 'missing');
}
