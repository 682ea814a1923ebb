import type { Basis } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Band, Point } from '../model/series.ts';
import { sharesNight } from '../statistics/band.ts';
import { NO_SAMPLE, type Sample } from '../statistics/sample.ts';
import { toWorking } from '../statistics/scale.ts';

/**
 * What a point outside its band rests on: the band's runs against the night's. The seeds of a quality point are runs of
 * their own; those of a speed point share the host's state of the night and count as one. Null without a band.
 *
 * @param point null where the night gave no number: then nothing recent is known.
 */
export function bandBasis(
  band: Band | null,
  metric: Pick<Metric, 'scale' | 'kind'>,
  point: Point | null,
): Basis | null {
  if (band === null) return null;
  const { runs, deviation } = band;
  const centre = toWorking(metric.scale, band.centre);
  return {
    rule: 'band',
    centre,
    baseline: { count: runs, mean: 0, squares: (runs - 1) * deviation ** 2 },
    recent: recentOf(point, metric, centre),
    nights: 1,
    z: 0,
  };
}

function recentOf(point: Point | null, metric: Pick<Metric, 'scale' | 'kind'>, centre: number): Sample {
  if (point === null || point.value === null) return NO_SAMPLE;
  const mean = toWorking(metric.scale, point.value) - centre;
  return sharesNight(metric)
    ? { count: 1, mean, squares: 0 }
    : { count: point.runs, mean, squares: (point.runs - 1) * point.spread ** 2 };
}
