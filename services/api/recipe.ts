import { PlumblineError } from '../core/errors.ts';
import { isRestorable } from '../core/model/pins.ts';
import type { Band } from '../core/model/series.ts';
import type { Store } from '../core/ports/store.ts';
import type { Run } from '../core/ports/store-runs.ts';
import type { Recipe } from '../core/reporting/recipe/recipe.ts';
import { bandAtPoint } from '../core/statistics/band.ts';
import { runBands } from './run-bands.ts';
import { runEnvironment } from './run-environment.ts';

/**
 * Gathers what a stranger needs to repeat a run. Its bands are those in force now, made for one run. CONFLICT for the
 * result of another system: what it ran was observed and never pinned.
 */
export async function recipeOf({ store }: { readonly store: Store }, run: Run): Promise<Recipe> {
  if (!isRestorable(run.pins))
    throw new PlumblineError(
      'CONFLICT',
      `another system made run "${run.id}", and no image of it is known: there is no recipe for it`,
    );
  const [measurements, bands, environment] = await Promise.all([
    store.runs.measurements([run.id]),
    singleRunBands(store, run),
    runEnvironment(store, run),
  ]);
  return {
    runId: run.id,
    seed: run.seed,
    pins: run.pins,
    limits: run.limits,
    metrics: run.metrics,
    outcome: run.outcome,
    startedAt: run.startedAt,
    hostName: run.host,
    measurements: measurements.get(run.id) ?? [],
    bands,
    ...environment,
  };
}

async function singleRunBands(store: Store, run: Run): Promise<Record<string, Band>> {
  const bands = await runBands(store, run);
  return Object.fromEntries(
    run.metrics.flatMap((metric) => {
      const band = bands.get(metric.name) ?? null;
      return band === null ? [] : [[metric.name, bandAtPoint(band, metric, 1)]];
    }),
  );
}
