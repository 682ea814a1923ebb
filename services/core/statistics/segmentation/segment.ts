import { PlumblineError } from '../../errors.ts';
import { bestLevels } from './levels.ts';
import { bestLines } from './lines.ts';
import { type Noise, noiseAround } from './noise.ts';
import { pullOutliers } from './outliers.ts';
import { type Piece, piecesBetween } from './pieces.ts';
import { CONSTANT_PRICE, LINEAR_PRICE, POINTS_MAX, VARIANCE_SHARE_MIN } from './settings.ts';
import { type Sums, sumsOf } from './sums.ts';

/** A whole series cut into pieces. */
export interface Segmentation {
  /** Whether the pieces are levels or straight lines. */
  readonly model: 'constant' | 'linear';
  /** 0-based index of the first point after each change, rising. */
  readonly changes: readonly number[];
  readonly pieces: readonly Piece[];
  /** Noise around the pieces, in the unit of the values (squared where it is a variance). */
  readonly noise: Noise;
  /** The values with lone outliers pulled in, which all of this was fitted to. */
  readonly cleaned: Float64Array;
}

/**
 * Cuts a series into the pieces that its noise cannot explain. One setting for all series:
 *
 * 1. Lone outliers are pulled in (outliers.ts).
 * 2. A first pass prices a change at the variance of the whole series. That is too dear on purpose: it finds only what
 *    explains a good part of the series, and so what it leaves over is nearly pure noise.
 * 3. A second pass prices it at the variance of those residuals, times (1 + ρ)/(1 − ρ) for their autocorrelation
 *    (noise.ts): in wandering noise a mean over k points is not √k times sharper, and a change must beat the wander.
 * 4. Both is done with levels and, where slopes in the pieces would help at all, with straight lines. The cheaper
 *    description wins: n · ln(innovation variance) + ln n for every parameter (Schwarz's criterion, autoregressive noise).
 *
 * Time is close to linear in the number of points; the same values give the same answer to the bit. Adding a constant
 * moves the fitted values alone, and scaling or mirroring them leaves the changes where they are.
 *
 * @param values in time order, all finite; INPUT_INVALID otherwise, for an empty series, and above 10 million points.
 */
export function segment(values: ArrayLike<number>): Segmentation {
  check(values);
  const cleaned = pullOutliers(values);
  const sums = sumsOf(cleaned);
  if (sums === null) return flat(cleaned);
  const levels = fitted(sums, cleaned, false);
  if (!slopesHelp(sums, cleaned, levels)) return levels;
  const lines = fitted(sums, cleaned, true);
  return description(lines, sums) < description(levels, sums) ? lines : levels;
}

/** The two passes with one kind of piece. */
function fitted(sums: Sums, cleaned: Float64Array, sloped: boolean): Segmentation {
  const unit = (sloped ? LINEAR_PRICE : CONSTANT_PRICE) * Math.log(sums.length);
  const search = sloped ? bestLines : bestLevels;
  const rough = described(sums, cleaned, search(sums, unit), sloped);
  const longRun = (rough.noise.variance * rough.noise.inflation) / sums.scale ** 2;
  // A higher price than the first finds nothing that the first did not.
  if (longRun >= 1 && rough.changes.length === 0) return rough;
  return described(sums, cleaned, search(sums, unit * Math.max(VARIANCE_SHARE_MIN, longRun)), sloped);
}

function described(sums: Sums, cleaned: Float64Array, changes: readonly number[], sloped: boolean): Segmentation {
  const pieces = piecesBetween(sums, changes, sloped);
  const noise = noiseAround(cleaned, pieces, (sloped ? 2 : 1) * pieces.length);
  return { model: sloped ? 'linear' : 'constant', changes, pieces, noise, cleaned };
}

/** Whether slopes in the same pieces are worth their parameters; where they are not, no drift is worth a search. */
function slopesHelp(sums: Sums, cleaned: Float64Array, levels: Segmentation): boolean {
  const sloped = described(sums, cleaned, levels.changes, true);
  const extra = levels.pieces.length * Math.log(sums.length);
  return misfit(sloped, sums) + extra < misfit(levels, sums);
}

/** Schwarz's criterion: the misfit, and for each change its price; one slope more for lines, level and noise for both. */
function description(segmentation: Segmentation, sums: Sums): number {
  const sloped = segmentation.model === 'linear';
  const parameters = (sloped ? LINEAR_PRICE : CONSTANT_PRICE) * segmentation.changes.length + (sloped ? 1 : 0);
  return misfit(segmentation, sums) + parameters * Math.log(sums.length);
}

/** −2 log likelihood of the residuals as autoregressive normal noise, up to a constant. */
function misfit({ noise }: Segmentation, sums: Sums): number {
  return sums.length * Math.log(Math.max(noise.innovation / sums.scale ** 2, VARIANCE_SHARE_MIN));
}

function flat(cleaned: Float64Array): Segmentation {
  const piece = { start: 0, end: cleaned.length, first: cleaned[0] as number, slope: 0 };
  return { model: 'constant', changes: [], pieces: [piece], noise: noiseAround(cleaned, [piece], 1), cleaned };
}

function check(values: ArrayLike<number>): void {
  const n = values.length;
  if (n === 0) throw new PlumblineError('INPUT_INVALID', 'a series needs at least one point, got none');
  if (n > POINTS_MAX) {
    throw new PlumblineError('INPUT_INVALID', `a series may have ${POINTS_MAX} points at most, got ${n}`);
  }
  for (let i = 0; i < n; i += 1) {
    if (!Number.isFinite(values[i])) {
      throw new PlumblineError('INPUT_INVALID', `point ${i} of the series is ${values[i]}, not a finite number`);
    }
  }
}
