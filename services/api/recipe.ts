import { PlumblineError } from '../core/errors.ts';
import type { Metric } from '../core/model/metric.ts';
import { isRestorable } from '../core/model/pins.ts';
import type { Band, StoredBand } from '../core/model/series.ts';
import type { Store } from '../core/ports/store.ts';
import type { Run } from '../core/ports/store-runs.ts';
import type { Recipe } from '../core/reporting/recipe/recipe.ts';
import { bandAtPoint, declaredBand } from '../core/statistics/band.ts';
import { runBands } from './run-bands.ts';
import { runEnvironment } from './run-environment.ts';

/**
 * Gathers what a stranger needs to repeat a run. Its bands are those in force now, made for one run; before a night of
 * the series was judged, those that the manifest declares. CONFLICT for the result of another system: what it ran was
 * observed and never pinned.
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
      const band = singleRunBand(metric, bands.get(metric.name) ?? null);
      return band === null ? [] : [[metric.name, band]];
    }),
  );
}

/** Null: nothing is promised of it, or by too few runs to judge by. */
function singleRunBand(metric: Metric, inForce: StoredBand | null): Band | null {
  if (inForce !== null) return bandAtPoint(inForce, metric, 1);
  if (metric.band === undefined) return null;
  try {
    return declaredBand(metric.band, metric, 1);
  } catch (error) {
    if (error instanceof PlumblineError && error.code === 'INPUT_INVALID') return null;
    throw error;
  }
}
