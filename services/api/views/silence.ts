import { type Silent, silences } from '../../core/judge/silence.ts';
import { CADENCE_NIGHTS, pushedSilences } from '../../core/judge/silence-pushed.ts';
import type { Benchmark } from '../../core/model/benchmark.ts';
import type { HostRecord, SeriesSummary } from '../../core/ports/store.ts';
import { PUSH_SCHEDULE } from '../../core/pushed/night.ts';
import type { ApiDeps } from '../deps.ts';

/**
 * What stopped reporting, as of now. A series whose newest night is valid is known from its summary; only the others are
 * looked up in the history.
 */
export async function readSilence(
  deps: Pick<ApiDeps, 'store' | 'catalog' | 'clock' | 'log' | 'config'>,
  latest: readonly SeriesSummary[],
  workers: readonly HostRecord[],
): Promise<Silent[]> {
  const { store, clock, config } = deps;
  const pushed = new Map(
    (await store.pushed.series(config.project, PUSH_SCHEDULE, CADENCE_NIGHTS)).map((one) => [one.seriesId, one.nights]),
  );
  const unsure = latest.filter(({ point }) => point === null || point.value === null);
  const signs = await store.health.signs(unsure.map(({ series }) => series.id));
  const series = latest.flatMap(({ series, point }) => {
    // No schedule of ours measures these: their own history says when they are due.
    if (pushed.has(series.id)) return [];
    if (point !== null && point.value !== null) return [{ series, valid: point.at, first: point.at }];
    const known = signs.get(series.id);
    return known ? [{ series, ...known }] : [];
  });
  const benchmarks = await readBenchmarks(deps);
  const now = clock.now();
  const own = latest.flatMap(({ series }) => {
    const nights = pushed.get(series.id);
    return nights === undefined ? [] : [{ series, seriesId: series.id, nights }];
  });
  return [...silences({ schedules: config.schedules, benchmarks, series, workers, now }), ...pushedSilences(own, now)];
}

/** A catalog that somebody is editing must not hide that the nights have stopped. */
async function readBenchmarks({
  catalog,
  log,
}: Pick<ApiDeps, 'catalog' | 'log'>): Promise<readonly Benchmark[] | null> {
  try {
    return (await catalog.load()).benchmarks.map(({ manifest }) => manifest);
  } catch (error) {
    log.warn('the catalog cannot be read; every series counts as expected', { error: String(error) });
    return null;
  }
}
