import type { Scale } from '../../model/metric.ts';
import type { Band } from '../../model/series.ts';
import { type BandMetric, bandAtPoint, deviationFloor } from '../../statistics/band.ts';
import { resolution, roundingDeviation } from '../../statistics/resolution.ts';
import { fromWorking, toWorking } from '../../statistics/scale.ts';
import type { Piece } from '../../statistics/segmentation/pieces.ts';
import { BAND_ALPHA, BAND_RUNS_MIN, BAND_RUNS_NARROW } from '../thresholds.ts';

/** Points from which the last printed decimal of a series is told, spread over the piece. */
const RESOLUTION_POINTS = 64;

export interface LevelValues {
  readonly values: Float64Array;
  /** The same with lone outliers pulled in: one wild point must not widen the band that it is judged by. */
  readonly cleaned: Float64Array;
  /** Whether all values of the series are positive: then the band is a ratio. */
  readonly positive: boolean;
}

/**
 * What one more point of a piece is expected to be, from its points before `end` (≤ piece.end): a t-prediction interval
 * (statistics/band.ts) around the level; for a slope around the line, stated at the piece's last point, and moving with
 * the line. Null for fewer than 3 points (4 for a slope, which costs one).
 */
export function learnedBand({ values, cleaned, positive }: LevelValues, piece: Piece, end: number): Band | null {
  const { start, slope } = piece;
  const points = end - start;
  const runs = slope === 0 ? points : points - 1;
  if (runs < BAND_RUNS_MIN) return null;
  const scale: Scale = positive && slope === 0 ? 'positive' : 'real';
  const metric: BandMetric = { scale, kind: 'speed' };
  const level = (i: number): number => toWorking(scale, cleaned[i] as number) - slope * (i - piece.end + 1);
  const origin = level(start);
  let sum = 0;
  for (let i = start; i < end; i += 1) sum += level(i) - origin;
  const middle = origin + sum / points;
  let squares = 0;
  for (let i = start; i < end; i += 1) squares += (level(i) - middle) ** 2;
  const centre = fromWorking(scale, middle);
  const spread = Math.sqrt(squares / (runs - 1));
  const floor = Math.max(deviationFloor(metric, centre), printedDeviation(values, start, end, scale, centre));
  const band = bandAtPoint({ kind: 'learned', centre, deviation: Math.max(spread, floor), runs }, metric, 1);
  // A ratio of hundreds of decades has no end among the doubles.
  return { ...band, high: Math.min(band.high, Number.MAX_VALUE), reason: reasonFor(points, spread <= floor) };
}

/** Spread that rounding hides, of the printed decimals and of doubles themselves, on the working scale. */
function printedDeviation(values: Float64Array, start: number, end: number, scale: Scale, centre: number): number {
  const count = Math.min(RESOLUTION_POINTS, end - start);
  const sample = Array.from(
    { length: count },
    (_, i) => values[start + Math.floor((i * (end - start)) / count)] as number,
  );
  const step = Math.max(resolution(sample), Number.EPSILON * Math.abs(centre));
  return roundingDeviation(step) / (scale === 'positive' ? centre : 1);
}

function reasonFor(points: number, held: boolean): string {
  const parts = [`learned from ${points} points of this level, ${100 * (1 - BAND_ALPHA)} % for one more`];
  if (held) parts.push('the spread is held at its floor');
  if (points < BAND_RUNS_NARROW) parts.push(`fewer than ${BAND_RUNS_NARROW} points make it wide`);
  return parts.join('; ');
}
