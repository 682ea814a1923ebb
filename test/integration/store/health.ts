import t from 'tap';
import type { Store } from '../../../services/core/ports/store.ts';
import {
  aLease,
  aMetric,
  aNight,
  anExperiment,
  anIncident,
  aPoint,
  aRun,
  aSeries,
  aVerdict,
  NOON,
  noon,
} from '../../support/builders.ts';
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

t.test('suspicions since an instant, one row for each series, of the newest incidents', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.nights.plan(aNight(), []);
    await store.nights.closeDue(NOON);
    const [entry] = anIncident().series;
    if (!entry) throw new Error('the builder makes one');
    const confirmation = {
      decision: 'confirmed',
      good: 1,
      bad: 0.8,
      effect: -0.2,
      interval: null,
      pairs: 4,
      median: 0.8,
      evidence: 2000,
    } as const;
    const incident = (id: string, at: number, change: Partial<Parameters<typeof anIncident>[0]> = {}) =>
      anIncident({ id, openedAt: noon(at), ...change });
    await store.nights.judge('night_00000001', {
      points: [],
      verdicts: [],
      newIncidents: [
        incident('inc_old', -1),
        incident('inc_1', 0, { state: 'dismissed' }),
        incident('inc_2', 1, {
          state: 'confirmed',
          series: [
            { ...entry, seriesId: 'ser_b', direction: 'above', confirmation },
            { ...entry, seriesId: 'ser_a', direction: 'invalid', confirmation: { ...confirmation, effect: null } },
          ],
        }),
        incident('inc_elsewhere', 1, { project: 'elsewhere' }),
      ],
      changedIncidents: [],
      events: [],
      experiments: [],
      outbox: [],
    });
    const rows = await store.health.suspicions('default', NOON, 10);
    t.strictSame(rows, [
      {
        incidentId: 'inc_2',
        state: 'confirmed',
        seriesId: 'ser_a',
        direction: 'invalid',
        decision: 'confirmed',
        effect: null,
      },
      {
        incidentId: 'inc_2',
        state: 'confirmed',
        seriesId: 'ser_b',
        direction: 'above',
        decision: 'confirmed',
        effect: -0.2,
      },
      {
        incidentId: 'inc_1',
        state: 'dismissed',
        seriesId: 'ser_00000001',
        direction: 'below',
        decision: null,
        effect: null,
      },
    ]);
    t.equal((await store.health.suspicions('default', NOON, 1)).length, 2, 'the newest incident has two series');
  });
});

t.test('runs and re-runs that were started since an instant', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const start = async (jobId: string) => {
      await store.jobs.lease(jobId, aLease({ fence: `fence-${jobId}` }));
    };
    await store.runs.create([
      aRun({ id: 'run_old', createdAt: noon(-1) }),
      aRun({ id: 'run_1' }),
      aRun({ id: 'run_waits' }),
      aRun({ id: 'run_elsewhere', project: 'elsewhere' }),
    ]);
    for (const id of ['run_old', 'run_1', 'run_elsewhere']) await start(id);
    await store.experiments.create(anExperiment({ id: 'exp_1', incidentId: null, seriesIds: ['ser_a', 'ser_b'] }));
    await start('exp_1');
    const rerun = aRun({ id: 'run_2', purpose: 'experiment', experiment: { id: 'exp_1', pair: 0, arm: 'bad' } });
    await store.jobs.startInExperiment(rerun, 'exp_1', 'fence-exp_1', NOON);
    const cell = { benchmark: 'digits', methodVersion: 1, platform: 'cpu-x86_64' };
    t.strictSame(await store.health.runs('default', NOON), [{ ...cell, runs: 2, reruns: 1 }]);
    t.strictSame(await store.health.runs('default', noon(-1)), [{ ...cell, runs: 3, reruns: 1 }]);
    t.strictSame(await store.health.runs('nowhere', NOON), []);
    const reruns = await store.health.reruns('default', NOON);
    t.strictSame([...reruns.entries()].sort(), [
      ['ser_a', 1],
      ['ser_b', 1],
    ]);
    t.equal((await store.health.reruns('default', noon(1))).size, 0);
  });
});
