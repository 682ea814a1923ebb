import type { Metric } from '../../services/core/model/metric.ts';
import type { StoredBand } from '../../services/core/model/series.ts';
import type { Store } from '../../services/core/ports/store.ts';
import { aBand, aMetric, aNight, aPoint, aSeries, aVerdict } from './builders.ts';

export const HISTORY_SERIES = 'ser_history1';
const START = Date.UTC(2026, 0, 1, 2, 30);
const DAY_MS = 86_400_000;

/** A store with judged nights of one series, one value a night from 1 January 2026 on; null: a night that gave nothing. */
export async function fillHistory(
  store: Store,
  values: readonly (number | null)[],
  options: { readonly metric?: Partial<Metric>; readonly band?: Partial<StoredBand> } = {},
): Promise<void> {
  const metric = aMetric({
    name: 'throughput',
    kind: 'speed',
    unit: 'examples/s',
    scale: 'positive',
    testSize: undefined,
    minEffect: 0.03,
    ...options.metric,
  });
  const { id, definition, ...key } = aSeries({
    id: HISTORY_SERIES,
    benchmark: 'steps',
    metric: metric.name,
    definition: metric,
  });
  await store.series.ensure(key, definition, id);
  const band = aBand({
    id: 'band_history',
    seriesId: id,
    kind: 'learned',
    runs: 6,
    low: 960,
    high: 1040,
    centre: 1000,
    ...options.band,
  });
  await store.series.putBand(band);
  for (const [index, value] of values.entries()) {
    const nightId = `night_${String(index + 1).padStart(8, '0')}`;
    const at = new Date(START + index * DAY_MS).toISOString();
    const hosts = value === null ? [] : [{ host: 'host-a', value, runs: 1 }];
    const kind = value === null ? 'invalid' : value < band.low ? 'below' : value > band.high ? 'above' : 'in-band';
    await store.nights.plan(aNight({ id: nightId, instant: at, plannedAt: at, deadline: at }), []);
    await store.nights.closeDue(at);
    await store.nights.judge(nightId, {
      points: [aPoint({ seriesId: id, nightId, at, value, hosts })],
      verdicts: [aVerdict({ seriesId: id, nightId, kind, band, suspicious: kind !== 'in-band' })],
      newIncidents: [],
      changedIncidents: [],
      events: [],
      experiments: [],
      outbox: [],
    });
  }
}
