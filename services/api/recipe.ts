import { PlumblineError } from '../core/errors.ts';
import { isRestorable } from '../core/model/pins.ts';
import type { Band } from '../core/model/series.ts';
import type { Store } from '../core/ports/store.ts';
import type { Run } from '../core/ports/store-runs.ts';
import type { Recipe } from '../core/reporting/recipe/recipe.ts';
import { bandAtPoint } from '../core/statistics/band.ts';

/**
 * Gathers what a stranger needs to repeat a run. Its bands are those in force now, made for one run. CONFLICT for the
 * result of another system: what it ran was observed and never pinned.
 */
export async function recipeOf({ store }: { readonly store: Store }, run: Run): Promise<Recipe> {
  const { stackFingerprint, hostFingerprint } = run;
  if (!isRestorable(run.pins))
    throw new PlumblineError(
      'CONFLICT',
      `another system made run "${run.id}", and no image of it is known: there is no recipe for it`,
    );
  const [measurements, bands, stack, host] = await Promise.all([
    store.runs.measurements([run.id]),
    bandsOf(store, run),
    stackFingerprint === null ? null : store.environments.get('stack', stackFingerprint),
    hostFingerprint === null ? null : store.environments.get('host', hostFingerprint),
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
    stack,
    host,
  };
}

async function bandsOf(store: Store, { project, pins, metrics }: Run): Promise<Record<string, Band>> {
  const { benchmark, platform, methodVersion } = pins;
  const series = (await store.series.list(project, { benchmark, platform })).filter(
    (entry) => entry.methodVersion === methodVersion,
  );
  const found = await store.series.bands(series.map(({ id }) => id));
  return Object.fromEntries(
    series.flatMap(({ id, metric: name }) => {
      const [band, metric] = [found.get(id), metrics.find((candidate) => candidate.name === name)];
      return band === undefined || metric === undefined ? [] : [[name, bandAtPoint(band, metric, 1)]];
    }),
  );
}
