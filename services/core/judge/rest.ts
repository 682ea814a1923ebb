import type { Incident } from '../model/incident.ts';
import type { Point } from '../model/series.ts';
import { CREEP_REST_NIGHTS } from './thresholds.ts';

/** Whether slow creep of a series is looked for tonight: not within 14 nights of a suspicion that was dismissed. */
export function watchesCreep(
  points: readonly Pick<Point, 'seriesId' | 'at'>[],
  incidents: readonly Incident[],
): boolean {
  const first = points.at(-CREEP_REST_NIGHTS) ?? points[0];
  if (first === undefined) return true;
  return !incidents.some(
    ({ state, updatedAt, series }) =>
      state === 'dismissed' && updatedAt >= first.at && series.some(({ seriesId }) => seriesId === first.seriesId),
  );
}
