import t from 'tap';
import type { Store } from '../../../services/core/ports/store.ts';
import { aMetric, aNight, aPoint, aSeries, aVerdict, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

const DAY = 86_400;

async function judged(store: Store, night: number, values: Readonly<Record<string, number | null>>): Promise<void> {
  const nightId = `night_${String(night).padStart(3, '0')}`;
  const at = noon(night * DAY);
  await store.nights.plan(aNight({ id: nightId, instant: at }), []);
  await store.nights.closeDue(at);
  await store.nights.judge(nightId, {
    points: Object.entries(values).map(([seriesId, value]) => aPoint({ seriesId, nightId, at, value })),
    verdicts: Object.keys(values).map((seriesId) => aVerdict({ seriesId, nightId })),
    newIncidents: [],
    changedIncidents: [],
    events: [],
    experiments: [],
    outbox: [],
  });
}

t.test(
  'the newest valid point and the first night of a series, in whatever order its nights were judged',
  async (t) => {
    await eachBackend(t, async (t, { store }) => {
      for (const id of ['ser_a', 'ser_b', 'ser_c']) await store.series.ensure(aSeries({ metric: id }), aMetric(), id);
      await judged(store, 3, { ser_a: 1, ser_b: null });
      await judged(store, 4, { ser_a: null, ser_b: null });
      await judged(store, 2, { ser_a: 1 });
      await judged(store, 5, { ser_a: null });
      const signs = await store.health.signs(['ser_a', 'ser_b', 'ser_c', 'ser_unknown']);
      t.strictSame([...signs.entries()].sort(), [
        ['ser_a', { first: noon(2 * DAY), valid: noon(3 * DAY) }],
        ['ser_b', { first: noon(3 * DAY), valid: null }],
      ]);
      t.equal((await store.health.signs([])).size, 0);
    });
  },
);
