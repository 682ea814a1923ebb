import { meanOf, type Sums, slopeOf } from './sums.ts';

/** A stretch of a series with one level or one straight line; numbers are in the unit of the values. */
export interface Piece {
  /** 0-based index of its first point, and of the first point after it. */
  readonly start: number;
  readonly end: number;
  /** Fitted value at the first point, and its change from point to point (0 for a level). */
  readonly first: number;
  readonly slope: number;
}

/** The fitted value at the last point of a piece. */
export function lastOf({ start, end, first, slope }: Piece): number {
  return first + slope * (end - 1 - start);
}

/** Least-squares pieces between the given changes. */
export function piecesBetween(sums: Sums, changes: readonly number[], sloped: boolean): Piece[] {
  return [...changes, sums.length].map((end, i) => {
    const start = i === 0 ? 0 : (changes[i - 1] as number);
    const slope = sloped ? slopeOf(sums, start, end) : 0;
    const first = meanOf(sums, start, end) - (slope * (end - 1 - start)) / 2;
    return { start, end, first: sums.centre + sums.scale * first, slope: sums.scale * slope };
  });
}
