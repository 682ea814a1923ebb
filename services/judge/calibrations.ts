import { calibratedBand } from '../core/judge/calibration.ts';
import type { Benchmark } from '../core/model/benchmark.ts';
import type { NightRun } from '../core/ports/store-nights.ts';
import type { Run } from '../core/ports/store-runs.ts';
import { sharesNight } from '../core/statistics/band.ts';
import { instantOf, type JudgeDeps } from './deps.ts';

/** Newest calibration runs of one benchmark and platform that are looked at; one page of the store. */
const RUNS_MAX = 200;

/**
 * Makes calibrated bands where calibration runs newer than the band in force are complete. Returns how many were made;
 * repeating it makes none, because the new band is then the newer one.
 */
export async function calibrateBands(deps: JudgeDeps): Promise<number> {
  const { benchmarks } = await deps.catalog.load();
  let made = 0;
  for (const { manifest } of benchmarks) {
    for (const platform of manifest.platforms) made += await calibrate(deps, manifest, platform);
  }
  return made;
}

async function calibrate(deps: JudgeDeps, manifest: Benchmark, platform: string): Promise<number> {
  const { store, ids, config, log } = deps;
  const filter = { project: config.project, benchmark: manifest.name, platform, purpose: 'calibration' as const };
  const newest = (await store.runs.list(filter, 1)).items[0];
  if (!newest) return 0;
  const { metrics } = newest;
  const { methodVersion } = newest.pins;
  const series = [];
  for (const metric of metrics) {
    const key = { project: config.project, benchmark: manifest.name, methodVersion, platform, metric: metric.name };
    series.push(await store.series.ensure(key, metric, ids.next('ser')));
  }
  const bands = await store.series.bands(series.map(({ id }) => id));
  const waiting = series.filter(({ id, definition }) => {
    const band = bands.get(id);
    const own = definition.kind === 'quality' && definition.band !== undefined;
    return !own && (band === undefined || band.madeAt < newest.createdAt);
  });
  if (waiting.length === 0) return 0;
  const runs = (await store.runs.list(filter, RUNS_MAX)).items.filter(
    (run) => run.pins.methodVersion === methodVersion,
  );
  if (runs.some((run) => run.state === 'queued' || run.state === 'running')) return 0;
  const measured = await withMeasurements(deps, runs);
  let made = 0;
  for (const entry of waiting) {
    const since = bands.get(entry.id)?.madeAt ?? '';
    const fresh = measured.filter(({ run }) => run.createdAt > since);
    const band = calibratedBand(entry, fresh, config.calibrationRuns, manifest.seeds.length);
    if (!band) continue;
    await store.series.putBand({
      ...band,
      id: ids.next('band'),
      seriesId: entry.id,
      madeAt: instantOf(deps),
      hosts: sharesNight(entry.definition) ? [...new Set(fresh.flatMap(({ run }) => run.host ?? []))].sort() : [],
      offsets: {},
      retired: false,
    });
    log.info('band calibrated', { benchmark: manifest.name, platform, metric: entry.metric, band: band.reason });
    made += 1;
  }
  return made;
}

async function withMeasurements({ store }: JudgeDeps, runs: readonly Run[]): Promise<NightRun[]> {
  const measurements = await store.runs.measurements(runs.map(({ id }) => id));
  return runs.map((run) => ({ run, measurements: measurements.get(run.id) ?? [] }));
}
