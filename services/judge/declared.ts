import { PlumblineError } from '../core/errors.ts';
import { convergenceBand, convergenceReference, hasConvergence } from '../core/judge/convergence-reference.ts';
import type { Band, Series, StoredBand } from '../core/model/series.ts';
import { declaredBand } from '../core/statistics/band.ts';
import { instantOf, type JudgeDeps } from './deps.ts';

/**
 * Bands in force, after the manifests' own bands were stored where they are new. A declared band that was in force
 * before and gave way to another (an accepted new level) does not come back by itself; one with new numbers does.
 *
 * @param perPoint runs of a night.
 */
export async function ensureDeclaredBands(
  deps: JudgeDeps,
  series: readonly Series[],
  perPoint: number,
): Promise<ReadonlyMap<string, StoredBand>> {
  const { store } = deps;
  const bands = new Map(await store.series.bands(series.map(({ id }) => id)));
  for (const entry of series) {
    const band = manifestBand(deps, entry, perPoint);
    if (!band || same(band, bands.get(entry.id))) continue;
    const history = await store.series.bandHistory(entry.id);
    if (history.some((older) => same(band, older))) continue;
    const stored = {
      ...band,
      id: deps.ids.next('band'),
      seriesId: entry.id,
      madeAt: instantOf(deps),
      hosts: [],
      offsets: {},
      retired: false,
    };
    await store.series.putBand(stored);
    bands.set(entry.id, stored);
  }
  return bands;
}

/** Null where none is declared, or where it is too thin to judge by, which is told and leaves the series without. */
function manifestBand({ log }: JudgeDeps, series: Series, perPoint: number): Band | null {
  const { definition } = series;
  const declared = definition.band;
  try {
    if (hasConvergence(definition)) {
      return convergenceBand(definition, convergenceReference(definition.convergence), perPoint);
    }
    return declared ? declaredBand(declared, definition, perPoint) : null;
  } catch (error) {
    if (!(error instanceof PlumblineError && error.code === 'INPUT_INVALID')) throw error;
    log.warn('the declared band is not used', { series: series.id, metric: series.metric, why: error.message });
    return null;
  }
}

/** The same expectation; its width follows the runs of each night anyway. */
function same(one: Band, other: Band | undefined): boolean {
  return (
    other !== undefined &&
    one.kind === other.kind &&
    one.centre === other.centre &&
    one.deviation === other.deviation &&
    one.runs === other.runs
  );
}
