import { noiseAround } from '../../statistics/segmentation/noise.ts';
import { piecesBetween } from '../../statistics/segmentation/pieces.ts';
import type { Segmentation } from '../../statistics/segmentation/segment.ts';
import { sumsOf } from '../../statistics/segmentation/sums.ts';
import { shiftBetween } from './shift.ts';

/**
 * The segmentation without changes smaller than `minEffect` (a share for series of positive numbers, in the unit of the
 * values for others): the two pieces beside such a change become one, the smallest change first.
 *
 * Each round takes away at least a third of the small changes, no two neighbours at once, and fits the pieces anew; so
 * many small steps that add up to a large one end as one change and not as none.
 *
 * @param least see shiftBetween.
 */
export function mergeSmall(segmentation: Segmentation, minEffect: number, least: number | null): Segmentation {
  const sums = sumsOf(segmentation.cleaned);
  if (sums === null || minEffect <= 0) return segmentation;
  const sloped = segmentation.model === 'linear';
  let { changes, pieces } = segmentation;
  for (;;) {
    const small = smallChanges(pieces, minEffect, least);
    if (small.length === 0) break;
    const dropped = new Set<number>();
    for (const i of small) if (!dropped.has(i - 1) && !dropped.has(i + 1)) dropped.add(i);
    changes = changes.filter((_, i) => !dropped.has(i));
    pieces = piecesBetween(sums, changes, sloped);
  }
  const noise = noiseAround(segmentation.cleaned, pieces, (sloped ? 2 : 1) * pieces.length);
  return { ...segmentation, changes, pieces, noise };
}

/** Places of the changes below the smallest effect, the smallest first. */
function smallChanges(pieces: Segmentation['pieces'], minEffect: number, least: number | null): number[] {
  return pieces
    .slice(1)
    .map((right, i) => {
      const { effect, departure } = shiftBetween(pieces[i] as typeof right, right, least);
      return { i, size: Math.max(Math.abs(effect), Math.abs(departure)) };
    })
    .filter(({ size }) => size < minEffect)
    .sort((a, b) => a.size - b.size)
    .map(({ i }) => i);
}
