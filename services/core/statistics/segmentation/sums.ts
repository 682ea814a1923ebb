/**
 * Running sums of a series, from which the squared error of any piece comes in constant time. The values are centred
 * and scaled to variance 1 first, so that neither a large offset nor the unit costs digits.
 */
export interface Sums {
  readonly length: number;
  /** Mean and population deviation that were taken out. */
  readonly centre: number;
  readonly scale: number;
  /** Σ y, Σ y² and Σ i·y over the first i points; one entry more than there are points. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly timed: Float64Array;
}

/** Null for a series whose values are all equal: there is nothing to divide. */
export function sumsOf(values: ArrayLike<number>): Sums | null {
  const n = values.length;
  const origin = values[0] as number;
  let total = 0;
  for (let i = 0; i < n; i += 1) total += (values[i] as number) - origin;
  const centre = origin + total / n;
  let squares = 0;
  for (let i = 0; i < n; i += 1) squares += ((values[i] as number) - centre) ** 2;
  const scale = Math.sqrt(squares / n);
  if (!(scale > 0)) return null;
  const first = new Float64Array(n + 1);
  const second = new Float64Array(n + 1);
  const timed = new Float64Array(n + 1);
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const y = ((values[i] as number) - centre) / scale;
    a += y;
    b += y * y;
    c += (i - n / 2) * y;
    first[i + 1] = a;
    second[i + 1] = b;
    timed[i + 1] = c;
  }
  return { length: n, centre, scale, first, second, timed };
}

/** Squared error of a level over the points from..to−1, on the scaled values. */
export function levelError(sums: Sums, from: number, to: number): number {
  const sum = (sums.first[to] as number) - (sums.first[from] as number);
  return Math.max(0, (sums.second[to] as number) - (sums.second[from] as number) - (sum * sum) / (to - from));
}

/** Squared error of a straight line over the points from..to−1; of a level for fewer than 3. */
export function lineError(sums: Sums, from: number, to: number): number {
  const count = to - from;
  const sum = (sums.first[to] as number) - (sums.first[from] as number);
  const around = (sums.second[to] as number) - (sums.second[from] as number) - (sum * sum) / count;
  if (count < 3) return Math.max(0, around);
  const crossed = crossSum(sums, from, to, sum);
  return Math.max(0, around - (crossed * crossed) / timeSquares(count));
}

/** Slope a point of the least-squares line over from..to−1, on the scaled values; 0 for fewer than 3 points. */
export function slopeOf(sums: Sums, from: number, to: number): number {
  const count = to - from;
  if (count < 3) return 0;
  const sum = (sums.first[to] as number) - (sums.first[from] as number);
  return crossSum(sums, from, to, sum) / timeSquares(count);
}

/** Mean over from..to−1, on the scaled values. */
export function meanOf(sums: Sums, from: number, to: number): number {
  return ((sums.first[to] as number) - (sums.first[from] as number)) / (to - from);
}

/** Σ (i − mean i)² over `count` points in a row. */
export function timeSquares(count: number): number {
  return (count * (count * count - 1)) / 12;
}

function crossSum(sums: Sums, from: number, to: number, sum: number): number {
  const middle = (from + to - 1) / 2 - sums.length / 2;
  return (sums.timed[to] as number) - (sums.timed[from] as number) - middle * sum;
}
