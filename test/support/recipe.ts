import type { Recipe } from '../../services/core/reporting/recipe/recipe.ts';
import { aRun, NOON } from './builders.ts';

/** A recipe of a small run that ended well on a host; what is known of both environments is left out. */
export function aRecipe(change: Partial<Recipe> = {}): Recipe {
  const { id, seed, pins, limits, metrics } = aRun();
  return {
    runId: id,
    seed,
    pins,
    limits,
    metrics,
    outcome: 'measured',
    startedAt: NOON,
    hostName: 'host-1',
    measurements: [{ metric: 'accuracy', value: 0.95, unit: 'share' }],
    bands: {},
    stack: null,
    host: null,
    ...change,
  };
}
