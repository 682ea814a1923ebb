import type { ResultValue } from '../model/api/result.ts';
import type { Metric } from '../model/metric.ts';
import type { Measurement } from '../model/run.ts';
import type { Band } from '../model/series.ts';
import { bandAtPoint } from '../statistics/band.ts';

/** Where a single value lies in its band: a first look, before the night is judged with all its seeds and its host. */
export function placeOf({ metric: name, value, unit }: Measurement, metric: Metric, band: Band | null): ResultValue {
  if (band === null) return { metric: name, value, unit, low: null, high: null, place: 'no-band' };
  const { low, high } = bandAtPoint(band, metric, 1);
  const place = value < low ? 'below' : value > high ? 'above' : 'in-band';
  return { metric: name, value, unit, low, high, place };
}
