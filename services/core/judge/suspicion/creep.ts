import type { Basis } from '../../model/incident.ts';
import type { Metric } from '../../model/metric.ts';
import type { Band } from '../../model/series.ts';
import { sampleOf } from '../../statistics/sample.ts';
import { toWorking, workingEffect } from '../../statistics/scale.ts';
import { CREEP_Z, WINDOW_NIGHTS } from '../thresholds.ts';
import type { Shift } from './suspicion.ts';

/**
 * The ratchet: the mean of the last 14 nights against the level that was accepted, which stays where it was made. Slow
 * creep moves the nights and the baseline of the shift rule together; this does not move. It must matter (the metric's
 * smallest effect) and stand out. Null: no creep, no band, or too few nights.
 *
 * @param values nights since the band was made on the working scale, tonight last, host offsets taken off.
 * @param inflation (1 + ρ)/(1 − ρ) of the nights.
 */
export function creepOf(
  values: readonly number[],
  band: Band | null,
  metric: Pick<Metric, 'scale' | 'minEffect'>,
  inflation: number,
): Shift | null {
  if (band === null || values.length < WINDOW_NIGHTS) return null;
  const centre = toWorking(metric.scale, band.centre);
  const recent = sampleOf(values.slice(-WINDOW_NIGHTS).map((value) => value - centre));
  const error = band.deviation * Math.sqrt(inflation / recent.count + 1 / band.runs);
  const z = recent.mean / error;
  if (Math.abs(z) < CREEP_Z || Math.abs(recent.mean) < workingEffect(metric.scale, metric.minEffect)) return null;
  const baseline = { count: band.runs, mean: 0, squares: (band.runs - 1) * band.deviation ** 2 };
  const basis: Basis = { rule: 'creep', centre, baseline, recent, nights: recent.count, z };
  return { direction: z < 0 ? 'below' : 'above', basis };
}
