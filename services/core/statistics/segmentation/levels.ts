import { PIECE_MIN } from './settings.ts';
import type { Sums } from './sums.ts';

/** Room for this many stretches of levels at first; it doubles when a series needs more. */
const STRETCHES = 64;

/**
 * Best piecewise-constant fit: the changes that minimise squared error + `price` a change, on the scaled values, over
 * pieces of at least 3 points. Exact, by functional pruning (Maidstone, Hocking, Rigaill and Fearnhead, "On optimal
 * multiple changepoint algorithms for large data", 2017): for every level of the last piece it keeps the one start
 * that is best there, and a start that is best nowhere is never looked at again. Unlike pruning by cost alone this
 * stays nearly linear on a series without changes, which is what most series are.
 *
 * A start is admitted only 3 points late, when a piece from it is long enough; the comparison at its admission is over
 * the points before it, which are the same as without that rule, so the pruning stays exact.
 *
 * @returns 0-based index of the first point after each change, rising.
 */
export function bestLevels(sums: Sums, price: number): number[] {
  const { length, first, second } = sums;
  /** Best cost of the points before i, with the price of a change at i; what a piece from i starts with. */
  const opened = new Float64Array(length + 1);
  const before = new Int32Array(length + 1);
  let stretches = { ends: new Float64Array(STRETCHES), starts: new Int32Array(STRETCHES), count: 1 };
  let spare = { ends: new Float64Array(STRETCHES), starts: new Int32Array(STRETCHES), count: 0 };
  // Levels are searched in all of the line: the stretch from −∞ to the first end, and so on; the last end is +∞.
  stretches.ends[0] = Number.POSITIVE_INFINITY;
  for (let to = PIECE_MIN; to <= length; to += 1) {
    const start = to - PIECE_MIN;
    if (start >= PIECE_MIN) {
      if (spare.ends.length < 3 * stretches.count) {
        spare = {
          ends: new Float64Array(4 * stretches.count),
          starts: new Int32Array(4 * stretches.count),
          count: 0,
        };
      }
      admit(start);
      [stretches, spare] = [spare, stretches];
    }
    const { starts, count } = stretches;
    const sumTo = first[to] as number;
    const squaresTo = second[to] as number;
    let best = Number.POSITIVE_INFINITY;
    let bestStart = 0;
    for (let i = 0; i < count; i += 1) {
      const from = starts[i] as number;
      const sum = sumTo - (first[from] as number);
      const cost = (opened[from] as number) + squaresTo - (second[from] as number) - (sum * sum) / (to - from);
      if (cost < best) {
        best = cost;
        bestStart = from;
      }
    }
    opened[to] = best + price;
    before[to] = bestStart;
  }
  const changes: number[] = [];
  for (let at = before[length] as number; at > 0; at = before[at] as number) changes.push(at);
  return changes.reverse();

  /** Gives `start` every level at which what it starts with costs less than the owner's cost up to it. */
  function admit(start: number): void {
    const { ends, starts, count } = stretches;
    const into = spare;
    const limit = opened[start] as number;
    const sumStart = first[start] as number;
    const squaresStart = second[start] as number;
    let out = 0;
    let low = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i += 1) {
      const high = ends[i] as number;
      const owner = starts[i] as number;
      const points = start - owner;
      const sum = sumStart - (first[owner] as number);
      const level = sum / points;
      const error = squaresStart - (second[owner] as number) - sum * level;
      const room = (limit - (opened[owner] as number) - error) / points;
      const reach = room > 0 ? Math.sqrt(room) : -1;
      const left = level - reach;
      const right = level + reach;
      if (reach < 0 || right <= low || left >= high) {
        out = put(into, out, high, start);
      } else {
        if (left > low) out = put(into, out, left, start);
        if (right < high) {
          out = put(into, out, right, owner);
          out = put(into, out, high, start);
        } else out = put(into, out, high, owner);
      }
      low = high;
    }
    into.count = out;
  }
}

/** Appends a stretch, or lengthens the last one when it has the same start; answers with the new count. */
function put(into: { ends: Float64Array; starts: Int32Array }, count: number, end: number, start: number): number {
  if (count > 0 && into.starts[count - 1] === start) {
    into.ends[count - 1] = end;
    return count;
  }
  into.ends[count] = end;
  into.starts[count] = start;
  return count + 1;
}
