import type { Basis } from '../../model/incident.ts';
import type { Metric } from '../../model/metric.ts';
import { deviationFloor } from '../../statistics/band.ts';
import { fromWorking } from '../../statistics/scale.ts';
import { betweenSeeds } from './floor.ts';
import type { SettledNight } from './settled.ts';

/**
 * What a shift of a quality metric rests on, told for fresh seeds. Its nights are means over the same few seeds, so that
 * however many nights there are, the level of *other* seeds is known from those seeds alone, and single runs spread as
 * seeds do and not as nights do. Held against the nights, a fresh seed would look like a change (8 to 11 of 100 stable
 * suspicions were confirmed in a simulation with 3 to 5 seeds).
 *
 * @param nights at least one, tonight last.
 */
export function seedBasis(
  basis: Basis,
  nights: readonly SettledNight[],
  metric: Pick<Metric, 'scale' | 'kind' | 'testSize'>,
): Basis {
  const seeds = Math.max(1, (nights.at(-1) as SettledNight).runs);
  const deviation = Math.max(betweenSeeds(nights), deviationFloor(metric, fromWorking(metric.scale, basis.centre)));
  const squares = (seeds - 1) * deviation * deviation;
  return {
    ...basis,
    baseline: { count: seeds, mean: 0, squares },
    recent: { count: seeds, mean: basis.recent.mean, squares },
  };
}
