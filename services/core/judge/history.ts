import type { Instant } from '../model/base.ts';
import type { Metric } from '../model/metric.ts';
import { effectOf, fromWorking, toWorking } from '../statistics/scale.ts';
import { changesOf } from '../statistics/segmentation/change.ts';
import { lastOf } from '../statistics/segmentation/pieces.ts';
import { segment } from '../statistics/segmentation/segment.ts';
import { type ChangeKind, changeKind } from './change-kind.ts';

/** A stretch of nights on one level or one slope; numbers in the metric's unit. */
export interface HistorySegment {
  /** First and last night with a value. */
  readonly from: Instant;
  readonly to: Instant;
  readonly points: number;
  /** Fitted values at its ends; equal for a level. */
  readonly first: number;
  readonly last: number;
}

/** One change of a history; numbers in the metric's unit. */
export interface HistoryChange {
  /** First night after it, at the most likely date. */
  readonly at: Instant;
  /** Fitted values on the last night before and the first one after. */
  readonly before: number;
  readonly after: number;
  /** Relative for `positive` (0.03 = 3 %), else the difference. */
  readonly effect: number;
  readonly kind: ChangeKind;
  /** Chance of a jump this clear in noise alone; see segmentation/change.ts. */
  readonly pValue: number;
  /** Smallest set of nights that holds the first one after the change with 90 % probability. */
  readonly dates: {
    /** Last night that is known to be before it: the change came after this one and at `to` at the latest. */
    readonly after: Instant;
    readonly from: Instant;
    readonly to: Instant;
    readonly nights: readonly Instant[];
  };
}

export interface History {
  readonly segments: readonly HistorySegment[];
  readonly changes: readonly HistoryChange[];
}

/**
 * The history of a series in hindsight, for charts: what the nightly rules decide is not touched by it. Nights without a
 * value are gaps and are left out, never filled. `positive` metrics are cut on logarithms, so that a level is a ratio of
 * the one before it and the spread does not grow with the speed.
 *
 * @param points oldest first; values in the metric's unit, on its scale.
 */
export function historyOf(
  points: readonly { readonly at: Instant; readonly value: number | null }[],
  { scale, direction }: Pick<Metric, 'scale' | 'direction'>,
): History {
  const known = points.flatMap(({ at, value }) => (value === null ? [] : [{ at, working: toWorking(scale, value) }]));
  if (known.length === 0) return { segments: [], changes: [] };
  const at = (index: number): Instant => (known[index] as { at: Instant }).at;
  const shown = (value: number) => fromWorking(scale, value);
  const found = segment(known.map(({ working }) => working));
  return {
    segments: found.pieces.map((piece) => ({
      from: at(piece.start),
      to: at(piece.end - 1),
      points: piece.end - piece.start,
      first: shown(piece.first),
      last: shown(lastOf(piece)),
    })),
    changes: changesOf(found).map(({ index, before, after, pValue, dates }) => {
      const [first, last] = [dates[0] as number, dates.at(-1) as number];
      return {
        at: at(index),
        before: shown(before),
        after: shown(after),
        effect: effectOf(scale, after - before),
        kind: changeKind(direction, after - before),
        pValue,
        // A piece has three points at least, so there is always a night before the first possible date.
        dates: { after: at(first - 1), from: at(first), to: at(last), nights: dates.map(at) },
      };
    }),
  };
}
