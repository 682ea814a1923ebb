import t from 'tap';
import type { TrialResult } from '../../../services/core/model/search.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import { aLease, anExperiment, aReport, aRun, NOON, noon, somePins } from '../../support/builders.ts';
import { aSearch, aSearchStep } from '../../support/searches.ts';
import { eachBackend } from '../../support/store.ts';

const ID = 'sea_00000001';
const aStep = (at: number, experimentId: string | null = null) => aSearchStep(at, { experimentId });
const KEY = `sha256:${'a'.repeat(64)}`;

const ANSWER: TrialResult = {
  ...{ kind: 'trial', verdict: 'bad', unresolved: null, reason: 'like the bad side', reference: 60, value: 25 },
  ...{ effect: -0.58, interval: [-0.6, -0.56], share: 1, evidence: 400, pairs: 2, runs: 4, host: 'host-a' },
};

t.test('a search is kept whole, and changes only from the state it was read in', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const search = aSearch({ good: somePins(), reason: 'waits for "numpy\u0000"' });
    await store.searches.create(search);
    t.same(await store.searches.get(ID), { ...search, reason: 'waits for "numpy\u2400"' });
    t.equal(await store.searches.get('sea_unknown'), null);
    const running = aSearch({ state: 'running', updatedAt: noon(1), host: 'host-a' });
    const both = await Promise.all([
      store.searches.change(running, 'queued'),
      store.searches.change(aSearch({ state: 'cancelled' }), 'queued'),
    ]);
    t.same([...both].sort(), [false, true]);
    await store.searches.create(aSearch({ id: 'sea_00000002', incidentId: 'inc_1', createdAt: noon(2) }));
    const ids = async (filter: Parameters<Store['searches']['list']>[0]) =>
      (await store.searches.list(filter, 10)).map(({ id }) => id);
    t.same(await ids({ project: 'default' }), ['sea_00000002', ID]);
    t.same(await ids({ incidentId: 'inc_1' }), ['sea_00000002']);
    t.same(await ids({ states: ['queued'] }), ['sea_00000002']);
    t.same(await ids({ project: 'other' }), []);
  });
});

t.test('a step begins once, with its experiment or not at all, and is answered once', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.searches.create(aSearch());
    t.ok(await store.searches.begin(aStep(0), null));
    t.ok(await store.searches.begin(aStep(1, 'exp_1'), anExperiment({ id: 'exp_1' })));
    t.notOk(await store.searches.begin(aStep(1, 'exp_2'), anExperiment({ id: 'exp_2' })), 'somebody began it before');
    t.equal(await store.experiments.get('exp_2'), null, 'and its experiment is not left over');
    t.ok(await store.searches.answer(ID, 1, ANSWER));
    t.notOk(await store.searches.answer(ID, 1, { ...ANSWER, verdict: 'good' }), 'an answer stands');
    t.notOk(await store.searches.answer(ID, 7, ANSWER), 'there is no such step');
    t.same(await store.searches.steps(ID), [aStep(0), { ...aStep(1, 'exp_1'), answer: ANSWER }]);
  });
});

t.test('an earlier experiment with the same key is found, on the host where its runs were made', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const trial = { searchId: ID, step: 0, question: 'classify' as const, key: KEY };
    await store.experiments.create(anExperiment({ id: 'exp_1', host: 'host-a', trial }));
    t.equal(await store.searches.known(KEY, 'host-a'), null, 'it has not ended');
    t.equal(await store.jobs.lease('exp_1', aLease({ host: 'host-b' })), null, 'another host may not do it');
    const lease = aLease({ host: 'host-a' });
    t.ok(await store.jobs.lease('exp_1', lease));
    await store.jobs.startInExperiment(
      {
        ...{ id: 'run_1', project: 'default', purpose: 'experiment', nightId: null, seed: 1, priority: 20 },
        ...{ experiment: { id: 'exp_1', pair: 0, arm: 'bad' }, pins: somePins(), metrics: [], createdAt: NOON },
        limits: { timeoutSeconds: 9, memoryMiB: 99, cpus: 1, pids: 9, shmMiB: 9, tmpMiB: 9 },
      },
      'exp_1',
      lease.fence,
      NOON,
    );
    const failed = { outcome: 'exit-nonzero', detail: 'exit code 1: KeyError', measurements: [] } as const;
    await store.runs.report(aReport({ runId: 'run_1', fence: lease.fence, ...failed, measurements: [] }), noon(1));
    await store.experiments.end('exp_1', lease.fence, 'decided', noon(2));
    t.match(await store.searches.known(KEY, 'host-a'), { id: 'exp_1', trial, host: 'host-a' });
    t.match(await store.searches.known(KEY, null), { id: 'exp_1' });
    t.equal(await store.searches.known(KEY, 'host-b'), null);
    t.equal(await store.searches.known(`sha256:${'b'.repeat(64)}`, null), null);
    t.match(await store.experiments.runs('exp_1'), [{ outcome: 'exit-nonzero', detail: 'exit code 1: KeyError' }]);
  });
});

t.test('an experiment that waits is cancelled; of one that is under way the run is asked to stop', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.searches.create(aSearch());
    const trial = { searchId: ID, step: 0, question: 'split' as const, key: KEY };
    await store.searches.begin(aStep(0, 'exp_1'), anExperiment({ id: 'exp_1', trial }));
    t.equal(await store.experiments.cancel('exp_1', noon(1)), true);
    t.match(await store.experiments.get('exp_1'), { state: 'cancelled' });
    t.equal(await store.experiments.cancel('exp_1', noon(2)), false, 'once');
    t.equal(await store.jobs.lease('exp_1', aLease()), null, 'nobody gets it');
    t.same(await store.jobs.waiting(10), []);

    await store.experiments.create(anExperiment({ id: 'exp_2', trial }));
    const lease = aLease();
    await store.jobs.lease('exp_2', lease);
    const experiment = { id: 'exp_2', pair: 0, arm: 'bad' } as const;
    const run = aRun({ id: 'run_1', purpose: 'experiment', experiment });
    await store.jobs.startInExperiment(run, 'exp_2', lease.fence, NOON);
    t.equal(await store.experiments.cancel('exp_2', noon(1)), false);
    t.match(await store.jobs.extend('exp_2', lease.fence, noon(90)), { cancel: true }, 'its worker hears of it');
    t.match(await store.experiments.get('exp_2'), { state: 'running' });
  });
});
