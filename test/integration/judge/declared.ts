import t from 'tap';
import type { ManifestBand } from '../../../services/core/model/metric.ts';
import { ensureDeclaredBands } from '../../../services/judge/declared.ts';
import { aBand, aMetric, aSeries, noon } from '../../support/builders.ts';
import { fakeQueue } from '../../support/fake-queue.ts';
import { catalogOf, countingIds, keptLog, setClock } from '../../support/planning.ts';
import { temporaryStore } from '../../support/store.ts';

const declared: ManifestBand = {
  kind: 'declared',
  centre: 0.97,
  deviation: 0.004,
  seeds: 12,
  derivation: 'bands.json',
};

t.test('a manifest’s band is stored once, replaced by new numbers, and does not undo an acceptance', async (t) => {
  const store = await temporaryStore(t);
  const log = keptLog();
  const deps = {
    ...{ store, log, ids: countingIds(), clock: setClock('2026-11-01T02:30:00.000Z'), queue: fakeQueue() },
    catalog: { load: async () => catalogOf() },
    config: { project: 'default', maxPairs: 6, calibrationRuns: 6 },
  };
  const { id, definition, ...key } = aSeries();
  await store.series.ensure(key, definition, id);
  const ensure = async (band?: ManifestBand) => {
    const bands = await ensureDeclaredBands(deps, [aSeries({ definition: aMetric({ band }) })], 3);
    t.same(bands.get(id), (await store.series.bands([id])).get(id), 'what is returned is in force');
    return bands.get(id);
  };

  t.equal(await ensure(), undefined, 'none is declared');
  const first = await ensure(declared);
  t.match(first, { kind: 'declared', centre: 0.97, runs: 12, seriesId: id });
  t.equal((await ensure(declared))?.id, first?.id);
  t.equal((await store.series.bandHistory(id)).length, 1);

  await store.series.putBand(
    aBand({ id: 'band_99999999', seriesId: id, kind: 'learned', centre: 0.9, madeAt: noon(1) }),
  );
  t.match(await ensure(declared), { kind: 'learned' }, 'the older declaration stays retired');
  t.match(
    await ensure({ ...declared, centre: 0.91 }),
    { kind: 'declared', centre: 0.91 },
    'new numbers are a new statement',
  );

  t.match(
    await ensure({ ...declared, kind: 'reference', seeds: 2 }),
    { centre: 0.91 },
    'a band from two seeds is not used',
  );
  t.match(log.lines, [{ level: 'warn', data: { series: id, why: /at least 3 runs, got 2/ } }]);
});
