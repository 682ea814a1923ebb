import { lastOf, type Piece } from '../../statistics/segmentation/pieces.ts';

/** How a series goes on after a change. */
export interface Shift {
  /** Fitted values at the last point before and at the first point after, in the unit of the values. */
  readonly before: number;
  readonly after: number;
  /** after / before − 1 for a series of positive numbers (0.03 = 3 %); after − before for others. */
  readonly effect: number;
  /**
   * The same for the whole piece: how far its mean lies from where the piece before would have led. Between levels that
   * is the effect; between slopes it also sees a bend, which has no jump.
   */
  readonly departure: number;
}

/**
 * The shift between two neighbouring pieces.
 *
 * @param least smallest value of a series of positive numbers, null for others. A fitted slope may fall below what the
 * series ever shows; nothing is divided by less than `least`.
 */
export function shiftBetween(left: Piece, right: Piece, least: number | null): Shift {
  const before = lastOf(left);
  const after = right.first;
  const unit = least === null ? 1 : Math.max(before, least);
  const half = (right.end - 1 - right.start) / 2;
  const departure = after - before - left.slope + (right.slope - left.slope) * half;
  return { before, after, effect: (after - before) / unit, departure: departure / unit };
}
