import type { Piece } from './pieces.ts';
import { CORRELATION_MAX, CORRELATION_PRIOR_POINTS } from './settings.ts';

/** What is left of a series when its pieces are taken away. */
export interface Noise {
  /** Variance of the residuals, with the fitted parameters taken off the count. */
  readonly variance: number;
  /** Lag-1 correlation inside the pieces, drawn towards 0 where points are few. */
  readonly correlation: number;
  /** Factor by which the correlation widens the variance of a mean: (1 + ρ) / (1 − ρ). */
  readonly inflation: number;
  /** Mean square of what a residual says beyond the one before it. */
  readonly innovation: number;
}

/**
 * Noise of `values` around `pieces` with `parameters` fitted numbers in all.
 *
 * ρ = clamp(lag-1 correlation + 1/n, 0, 0.8) · n / (n + 10): the 1/n takes off the bias of a correlation of residuals;
 * the bound keeps a structure that was missed from passing as noise of unlimited memory; the shrinking does the same
 * for short series. The noise is measured on residuals and never on differences, which show only the fast half of
 * correlated noise and so make every slow wave a change.
 */
export function noiseAround(values: ArrayLike<number>, pieces: readonly Piece[], parameters: number): Noise {
  const n = values.length;
  let [squares, crossed, paired, firsts] = [0, 0, 0, 0];
  for (const { start, end, first, slope } of pieces) {
    let previous = 0;
    for (let i = start; i < end; i += 1) {
      const residual = (values[i] as number) - first - slope * (i - start);
      squares += residual * residual;
      if (i === start) firsts += residual * residual;
      else {
        crossed += previous * residual;
        paired += (previous * previous + residual * residual) / 2;
      }
      previous = residual;
    }
  }
  const lag = paired > 0 ? crossed / paired : 0;
  const correlation = (Math.max(0, Math.min(CORRELATION_MAX, lag + 1 / n)) * n) / (n + CORRELATION_PRIOR_POINTS);
  const square = correlation * correlation;
  // Σ over neighbours of (r − ρ·previous)²; the first residual of each piece stands for the whole past before it.
  const lasts = lastSquares(values, pieces);
  const following = squares - firsts - 2 * correlation * crossed + square * (squares - lasts);
  return {
    variance: squares / Math.max(1, n - parameters),
    correlation,
    inflation: (1 + correlation) / (1 - correlation),
    innovation: Math.max(0, (firsts * (1 - square) + following) / n),
  };
}

function lastSquares(values: ArrayLike<number>, pieces: readonly Piece[]): number {
  let sum = 0;
  for (const { start, end, first, slope } of pieces) {
    sum += ((values[end - 1] as number) - first - slope * (end - 1 - start)) ** 2;
  }
  return sum;
}
