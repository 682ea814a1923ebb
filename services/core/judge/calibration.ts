import type { Band, Series } from '../model/series.ts';
import type { NightRun } from '../ports/store-nights.ts';
import { predictionBand, sharesNight } from '../statistics/band.ts';
import { resultOf } from './group.ts';
import { BAND_RUNS_MIN } from './thresholds.ts';
import { readMetric } from './validity.ts';

/**
 * Calibrated band of a series from the calibration runs of its benchmark on this platform; null while fewer than `wanted`
 * of them were measured and clean. Quality with a declared band, or with reference convergence points, keeps those;
 * quality without takes one run a seed, since a repeated seed says nothing about the spread between seeds.
 *
 * @param perPoint seeds of a night.
 */
export function calibratedBand(
  series: Pick<Series, 'definition'>,
  runs: readonly NightRun[],
  wanted: number,
  perPoint: number,
): Band | null {
  const metric = series.definition;
  if (metric.kind === 'quality' && (metric.band ?? metric.convergence) !== undefined) return null;
  const bySeed = new Map<number, number>();
  const values: number[] = [];
  for (const entry of runs) {
    const found = readMetric(resultOf(entry), metric);
    if (found.kind !== 'measured' || entry.run.tainted.length > 0) continue;
    bySeed.set(entry.run.seed, found.value);
    values.push(found.value);
  }
  const used = sharesNight(metric) ? values : [...bySeed.values()];
  if (used.length < Math.max(wanted, BAND_RUNS_MIN)) return null;
  return predictionBand(used, metric, perPoint, 'calibrated');
}
