import { studentTail } from '../student-t.ts';
import { lastOf, type Piece } from './pieces.ts';
import type { Segmentation } from './segment.ts';
import { DATE_COVERAGE, DATE_REACH, PIECE_MIN } from './settings.ts';
import { levelError, lineError, type Sums, sumsOf, timeSquares } from './sums.ts';

/** One change of a series, with how sure it and its date are. */
export interface Change {
  /** 0-based index of the first point after it. */
  readonly index: number;
  /** Fitted values at the last point before and at the first point after it. */
  readonly before: number;
  readonly after: number;
  /**
   * Probability of a jump this clear, at the best of all places between its two neighbours, in noise alone: two-sided t
   * (two-parameter F for lines) on the points between the neighbours, with the effective number of points of correlated
   * noise, times the number of places that could have been chosen (Bonferroni), at most 1. That its neighbours were
   * found in the same data is not in it.
   */
  readonly pValue: number;
  /** Smallest set of dates that holds the true one with 90 % probability, rising. */
  readonly dates: readonly number[];
}

/** Every change of a segmentation, rising. */
export function changesOf(segmentation: Segmentation): Change[] {
  return segmentation.changes.map((index, i) =>
    changeBetween(segmentation, index, segmentation.pieces[i] as Piece, segmentation.pieces[i + 1] as Piece),
  );
}

function changeBetween(segmentation: Segmentation, index: number, left: Piece, right: Piece): Change {
  const sloped = segmentation.model === 'linear';
  const { inflation } = segmentation.noise;
  const from = Math.max(left.start, index - DATE_REACH);
  const window = segmentation.cleaned.subarray(from, Math.min(right.end, index + DATE_REACH));
  // Two pieces that differ are not one constant, so there is a spread to scale by.
  const sums = sumsOf(window) as Sums;
  return {
    index,
    before: lastOf(left),
    after: right.first,
    pValue: chance(sums, index - from, sloped, inflation),
    dates: likelyDates(sums, sloped, inflation).map((date) => date + from),
  };
}

function chance(sums: Sums, at: number, sloped: boolean, inflation: number): number {
  const n = sums.length;
  const error = sloped ? lineError : levelError;
  const split = error(sums, 0, at) + error(sums, at, n);
  const gain = Math.max(0, error(sums, 0, n) - split);
  const fitted = sloped ? 4 : 2;
  const freedom = Math.max(1, n / inflation - fitted);
  const places = n - 2 * PIECE_MIN + 1;
  const ratio = (gain * Math.max(1, n - fitted)) / (split * inflation);
  if (!Number.isFinite(ratio)) return 0;
  // P(F > f) with 2 and ν degrees of freedom is (1 + 2f/ν)^(−ν/2); here 2f = ratio.
  const single = sloped ? (1 + ratio / freedom) ** (-freedom / 2) : 2 * studentTail(Math.sqrt(ratio), freedom);
  return Math.min(1, places * single);
}

/**
 * Posterior of the date under a flat prior, with both fits and σ integrated out: ∏ |X'X|^(−½) · error^(−ν/2) over the
 * two sides, where ν counts effective points. Answers with the smallest set of dates that reaches the coverage.
 */
function likelyDates(sums: Sums, sloped: boolean, inflation: number): number[] {
  const n = sums.length;
  const error = sloped ? lineError : levelError;
  const weight = Math.max(1, n / inflation - (sloped ? 4 : 2)) / 2;
  const dates = Array.from({ length: n - 2 * PIECE_MIN + 1 }, (_, i) => {
    const date = PIECE_MIN + i;
    const split = error(sums, 0, date) + error(sums, date, n);
    return { date, log: -0.5 * (volume(date, sloped) + volume(n - date, sloped)) - weight * Math.log(split) };
  });
  const top = dates.reduce((most, { log }) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  // An exact fit leaves no error at all, and no doubt about the date.
  if (top === Number.POSITIVE_INFINITY) return dates.filter(({ log }) => log === top).map(({ date }) => date);
  const shares = dates.map(({ date, log }) => ({ date, share: Math.exp(log - top) }));
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  shares.sort((a, b) => b.share - a.share);
  const chosen: number[] = [];
  let held = 0;
  for (const { date, share } of shares) {
    if (held >= DATE_COVERAGE * total) break;
    held += share;
    chosen.push(date);
  }
  return chosen.sort((a, b) => a - b);
}

/** log |X'X| of a level or a line over `count` points. */
function volume(count: number, sloped: boolean): number {
  return Math.log(count) + (sloped ? Math.log(timeSquares(count)) : 0);
}
