import type { StoredBand } from '../core/model/series.ts';
import type { Store } from '../core/ports/store.ts';
import type { NewRun } from '../core/ports/store-runs.ts';

/** Bands in force by metric, of the series that a run belongs to; null: a series without one. */
export async function runBands(
  { series }: Pick<Store, 'series'>,
  { project, pins: { benchmark, platform, methodVersion } }: Pick<NewRun, 'project' | 'pins'>,
): Promise<ReadonlyMap<string, StoredBand | null>> {
  const all = await series.list(project, { benchmark, platform });
  const own = all.filter((entry) => entry.methodVersion === methodVersion);
  const bands = await series.bands(own.map(({ id }) => id));
  return new Map(own.map(({ id, metric }) => [metric, bands.get(id) ?? null]));
}
