import type { Incident } from '../model/incident.ts';
import type { Band, Series } from '../model/series.ts';
import { bandAtPoint } from '../statistics/band.ts';
import { hasConvergence } from './convergence-reference.ts';

/**
 * Band of a series after somebody accepted an incident as the new normal: the spread that was known stays, the centre
 * moves to what the experiment's fresh runs gave (or the night's point where there was none). Null when neither gave a
 * number, the series had no band, it was runs that failed and not a number that moved, or the metric is judged by reference
 * convergence points: those are the manifest's, and it is there that a new normal is written down.
 */
export function acceptedBand(
  incident: Pick<Incident, 'series'>,
  series: Pick<Series, 'id' | 'definition'>,
  band: Band | null,
  perPoint: number,
): Band | null {
  const entry = incident.series.find(({ seriesId }) => seriesId === series.id);
  if (!entry || band === null || hasConvergence(series.definition)) return null;
  if (entry.direction !== 'below' && entry.direction !== 'above') return null;
  const centre = entry.confirmation?.bad ?? entry.value;
  if (centre === null) return null;
  const { deviation, runs } = band;
  return bandAtPoint({ kind: 'learned', centre, deviation, runs }, series.definition, perPoint);
}
