import t from 'tap';
import type { Store } from '../../../services/core/ports/store.ts';
import { aBand, aMetric, aNight, aPoint, aSeries, aVerdict, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

t.test('a series is found by its key and keeps the newest definition', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const { id: _, definition, ...key } = aSeries();
    const made = await Promise.all(['ser_a', 'ser_b', 'ser_c'].map((id) => store.series.ensure(key, definition, id)));
    t.equal(new Set(made.map((series) => series.id)).size, 1, 'made once');
    const id = made[0]?.id ?? '';
    const changed = await store.series.ensure(key, aMetric({ minEffect: 0.5 }), 'ser_d');
    t.match(changed, { id, definition: { minEffect: 0.5 } });
    t.same(await store.series.get(id), changed);
    t.equal(await store.series.get('ser_unknown'), null);
    await store.series.ensure({ ...key, methodVersion: 2 }, definition, 'ser_2');
    await store.series.ensure({ ...key, platform: 'nvidia-h100' }, definition, 'ser_3');
    t.equal((await store.series.list('default')).length, 3);
    t.same(
      (await store.series.list('default', { benchmark: 'digits', platform: 'nvidia-h100' })).map((one) => one.id),
      ['ser_3'],
    );
    t.same(await store.series.list('elsewhere'), []);
  });
});

t.test('one band is in force', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.series.ensure(aSeries(), aMetric(), 'ser_00000001');
    await store.series.putBand(aBand());
    await Promise.all(
      [1, 2, 3].map((n) =>
        store.series.putBand(aBand({ id: `band_${n}`, madeAt: noon(n), low: Number.NEGATIVE_INFINITY })),
      ),
    );
    const history = await store.series.bandHistory('ser_00000001');
    t.same(
      history.map((band) => band.id),
      ['band_3', 'band_2', 'band_1', 'band_00000001'],
    );
    t.equal(history.filter((band) => !band.retired).length, 1);
    const inForce = (await store.series.bands(['ser_00000001', 'ser_x'])).get('ser_00000001');
    t.match(inForce, { low: Number.NEGATIVE_INFINITY, high: 0.99, kind: 'declared', retired: false });
    t.same(
      history.find((band) => band.id === 'band_00000001'),
      aBand({ retired: true }),
    );
  });
});

async function judged(store: Store, night: number, values: Readonly<Record<string, number | null>>): Promise<void> {
  const nightId = `night_${String(night).padStart(3, '0')}`;
  const at = noon(night * 86_400);
  await store.nights.plan(aNight({ id: nightId, instant: at }), []);
  await store.nights.closeDue(at);
  await store.nights.judge(nightId, {
    points: Object.entries(values).map(([seriesId, value]) => aPoint({ seriesId, nightId, at, value })),
    verdicts: Object.keys(values).map((seriesId) => aVerdict({ seriesId, nightId, reason: `night ${night}` })),
    newIncidents: [],
    changedIncidents: [],
    events: [],
    experiments: [],
    outbox: [],
  });
}

t.test('grids are answered from one summary row a series', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    for (const id of ['ser_a', 'ser_b', 'ser_c']) await store.series.ensure(aSeries({ metric: id }), aMetric(), id);
    for (let night = 1; night <= 33; night += 1) {
      // Night 20 comes last, as a night does that was caught up with.
      if (night !== 20) await judged(store, night, { ser_a: night, ...(night < 3 ? { ser_b: null } : {}) });
    }
    await judged(store, 20, { ser_a: 20 });
    const [a, b, c] = await store.series.latest('default');
    t.match(a, { series: { id: 'ser_a' }, point: { value: 33 }, verdict: { reason: 'night 33' } });
    t.same(
      a?.recent,
      Array.from({ length: 30 }, (_, at) => at + 4),
    );
    t.match(b, {
      series: { id: 'ser_b' },
      point: { value: null },
      verdict: { reason: 'night 2' },
      recent: [null, null],
    });
    t.same(c, { series: aSeries({ id: 'ser_c', metric: 'ser_c' }), point: null, verdict: null, recent: [] });
    t.match(await store.series.ofNight('night_002'), [
      { series: { id: 'ser_a' }, point: { value: 2, verdict: { reason: 'night 2' } } },
      { series: { id: 'ser_b' }, point: { value: null, verdict: { seriesId: 'ser_b' } } },
    ]);
    t.equal((await store.series.ofNight('night_002', ['ser_b', 'ser_c'])).length, 1);
    t.strictSame(await store.series.ofNight('night_002', []), []);
    t.strictSame(await store.series.ofNight('night_none'), []);
    t.match(await store.series.points('ser_a', 2), [
      { value: 33, at: noon(33 * 86_400), verdict: { reason: 'night 33' } },
      { value: 32, verdict: { reason: 'night 32' } },
    ]);
  });
});
