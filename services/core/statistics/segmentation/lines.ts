import { LINEAR_PLACES_MAX, PIECE_MIN } from './settings.ts';
import { lineError, type Sums } from './sums.ts';

/**
 * Best piecewise-linear fit: the changes that minimise squared error + `price` a change, on the scaled values, over
 * pieces of at least 3 points. Optimal partitioning with pruning by cost (Killick, Fearnhead and Eckley 2012) over at
 * most 256 evenly spaced places; the changes then move to the best single point between their neighbours on the grid.
 * Series of up to 256 points are solved exactly. Trends are slow, so a coarse grid costs them nothing, and the time
 * stays bounded where pruning by cost alone would be quadratic.
 *
 * @returns 0-based index of the first point after each change, rising.
 */
export function bestLines(sums: Sums, price: number): number[] {
  const step = Math.ceil(sums.length / LINEAR_PLACES_MAX);
  const changes = onGrid(sums, price, step);
  if (step === 1) return changes;
  return refined(sums, worthIt(sums, refined(sums, changes, step), price, step), step);
}

function onGrid(sums: Sums, price: number, step: number): number[] {
  const { length } = sums;
  const ends = Math.ceil(length / step);
  const shortest = Math.ceil(PIECE_MIN / step);
  const place = (index: number): number => Math.min(index * step, length);
  const opened = new Float64Array(ends + 1);
  const before = new Int32Array(ends + 1);
  const costs = new Float64Array(ends + 1);
  /** End at which a start was first beaten by a change there; 0: not yet. */
  const beaten = new Int32Array(ends + 1);
  let starts: number[] = [0];
  for (let end = shortest; end <= ends; end += 1) {
    const newest = end - shortest;
    if (newest >= shortest) starts.push(newest);
    const to = place(end);
    let best = Number.POSITIVE_INFINITY;
    for (const start of starts) {
      // The last step of a grid may be shorter than the others, too short for a piece.
      if (to - place(start) < PIECE_MIN) continue;
      const cost = (opened[start] as number) + lineError(sums, place(start), to);
      costs[start] = cost;
      if (cost >= best) continue;
      best = cost;
      before[end] = start;
    }
    opened[end] = best + price;
    // Beaten from here on, but a piece from here must be long enough first.
    for (const start of starts) {
      if (beaten[start] === 0 && (costs[start] as number) > best + price) beaten[start] = end;
    }
    starts = starts.filter((start) => beaten[start] === 0 || end - (beaten[start] as number) < shortest);
  }
  const changes: number[] = [];
  for (let at = before[ends] as number; at > 0; at = before[at] as number) changes.push(place(at));
  return changes.reverse();
}

/**
 * The changes without those that save less than they cost. A jump inside a step of the grid comes as two changes around
 * it: each pair that close is first tried as one change at the best point near them.
 */
function worthIt(sums: Sums, changes: readonly number[], price: number, step: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < changes.length; i += 1) {
    const at = changes[i] as number;
    const next = changes[i + 1];
    const left = kept.at(-1) ?? 0;
    if (next !== undefined && next - at <= step) {
      const right = changes[i + 2] ?? sums.length;
      const one = bestBetween(sums, left, right, at - step, next + step);
      const two = lineError(sums, left, at) + lineError(sums, at, next) + lineError(sums, next, right);
      if (one.cost - two < price) {
        kept.push(one.at);
        i += 1;
        continue;
      }
    }
    const right = next ?? sums.length;
    const saved = lineError(sums, left, right) - lineError(sums, left, at) - lineError(sums, at, right);
    if (saved >= price) kept.push(at);
  }
  return kept;
}

/** Moves every change, from left to right, to the cheapest point less than a step away. */
function refined(sums: Sums, changes: readonly number[], step: number): number[] {
  const moved = [...changes];
  for (const [i, at] of changes.entries()) {
    const right = changes[i + 1] ?? sums.length;
    moved[i] = bestBetween(sums, moved[i - 1] ?? 0, right, at - step + 1, at + step - 1).at;
  }
  return moved;
}

/** Cheapest single change from `low` to `high` between two neighbours, with the error of both pieces. */
function bestBetween(
  sums: Sums,
  left: number,
  right: number,
  low: number,
  high: number,
): { readonly at: number; readonly cost: number } {
  let best = { at: low, cost: Number.POSITIVE_INFINITY };
  const last = Math.min(high, right - PIECE_MIN);
  for (let at = Math.max(low, left + PIECE_MIN); at <= last; at += 1) {
    const cost = lineError(sums, left, at) + lineError(sums, at, right);
    if (cost < best.cost) best = { at, cost };
  }
  return best;
}
