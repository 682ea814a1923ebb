import t from 'tap';
import { aLease, anExperiment, aReport, aRun, NOON, noon, somePins } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

const RUN = 'run_00000001';
const EXPERIMENT = 'exp_00000001';
const arm = (pair: number, arm: 'good' | 'bad') =>
  aRun({
    id: `run_1000000${2 * pair + (arm === 'good' ? 0 : 1)}`,
    purpose: 'experiment',
    experiment: { id: EXPERIMENT, pair, arm },
    pins: arm === 'good' ? anExperiment().good : anExperiment().bad,
  });

t.test('of many who want a job, one gets it', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    const wishes = Array.from({ length: 16 }, (_, at) => store.jobs.lease(RUN, aLease({ fence: `fence-${at}` })));
    const leases = (await Promise.all(wishes)).filter((lease) => lease !== null);
    t.equal(leases.length, 1);
    t.match(await store.runs.get(RUN), { attempt: 1 });
    t.equal((await store.runs.attempts(RUN)).length, 1);
  });
});

t.test('a lease belongs to its platform, its fence and its time', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    t.equal(await store.jobs.lease(RUN, aLease({ platform: 'nvidia-h100' })), null);
    t.equal(await store.jobs.lease('run_unknown', aLease()), null);
    await store.jobs.lease(RUN, aLease());
    t.same(await store.jobs.holder(RUN, 'fence-1'), { platform: 'cpu-x86_64', host: 'host-a', workerId: 'wrk_1' });
    t.equal(await store.jobs.holder(RUN, 'other'), null);
    t.equal(await store.jobs.extend(RUN, 'other', noon(500)), null);
    t.same(await store.jobs.expired(noon(60), 10), [], 'it holds up to its last instant');
    t.same(await store.jobs.extend(RUN, 'fence-1', noon(90)), { cancel: false });
    t.same(await store.jobs.expired(noon(61), 10), []);
    t.equal(await store.jobs.lose(RUN, noon(61)), null, 'it was renewed meanwhile');
    t.same(await store.jobs.expired(noon(91), 10), [{ kind: 'run', jobId: RUN, platform: 'cpu-x86_64', priority: 10 }]);
  });
});

t.test('a run that loses its worker three times ends as host-lost', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    for (const attempt of [1, 2, 3]) {
      await store.jobs.lease(RUN, aLease({ fence: `fence-${attempt}` }));
      t.same(await store.jobs.lose(RUN, noon(61)), { waiting: attempt < 3 });
      t.equal(await store.jobs.lose(RUN, noon(61)), null);
    }
    t.match(await store.runs.get(RUN), { state: 'ended', outcome: 'host-lost', endedAt: noon(61), attempt: 3 });
    t.match(await store.runs.attempts(RUN), [
      { outcome: 'host-lost', endedAt: noon(61) },
      { outcome: 'host-lost' },
      { outcome: 'host-lost', detail: /host-a/ },
    ]);
    await store.runs.create([aRun({ id: 'run_00000002' })]);
    await store.jobs.lease('run_00000002', aLease());
    await store.runs.cancel('run_00000002', noon(1));
    t.same(await store.jobs.lose('run_00000002', noon(61)), { waiting: false });
    t.match(await store.runs.get('run_00000002'), { state: 'cancelled', outcome: 'cancelled' });
  });
});

t.test('a job that is handed back waits again, and that attempt is not held against it', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    for (const attempt of [1, 2, 3, 4]) {
      const fence = `fence-${attempt}`;
      t.match(await store.jobs.lease(RUN, aLease({ fence })), { run: { attempt } });
      t.equal(await store.jobs.release(RUN, 'other', noon(1)), false);
      t.equal(await store.jobs.release(RUN, fence, noon(1)), true);
    }
    t.match(await store.runs.get(RUN), { state: 'queued', attempt: 4, host: null, startedAt: null });
    await store.jobs.lease(RUN, aLease({ fence: 'fence-5' }));
    t.same(await store.jobs.lose(RUN, noon(61)), { waiting: true }, 'two attempts are left');
    t.match((await store.runs.attempts(RUN))[0], { outcome: null, detail: /handed back/, endedAt: noon(1) });

    await store.jobs.lease(RUN, aLease({ fence: 'fence-6' }));
    await store.runs.cancel(RUN, noon(2));
    await store.jobs.release(RUN, 'fence-6', noon(3));
    t.match(await store.runs.get(RUN), { state: 'cancelled', outcome: 'cancelled', endedAt: noon(3) });
  });
});

t.test('an experiment is one job whose runs begin under its lease', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.experiments.create(anExperiment());
    await store.runs.create([aRun({ createdAt: noon(1) })]);
    t.match(await store.jobs.waiting(10), [
      { kind: 'experiment', jobId: EXPERIMENT, priority: 20 },
      { kind: 'run', jobId: RUN },
    ]);
    t.match(await store.jobs.waiting(1), [{ jobId: EXPERIMENT }]);
    t.match(await store.jobs.waiting(1, EXPERIMENT), [{ jobId: RUN }], 'the page behind it');
    t.same(await store.jobs.waiting(1, RUN), []);
    t.match(await store.jobs.lease(EXPERIMENT, aLease()), { kind: 'experiment', jobId: EXPERIMENT, run: null });
    t.match(await store.jobs.waiting(1, EXPERIMENT), [{ jobId: RUN }], 'also when that one waits no more');
    t.equal(await store.jobs.lease(EXPERIMENT, aLease({ fence: 'fence-2' })), null);
    t.match(await store.experiments.get(EXPERIMENT), { ...anExperiment(), state: 'running' });

    const first = await store.jobs.startInExperiment(arm(0, 'good'), EXPERIMENT, 'fence-1', noon(1));
    t.match(first, { id: 'run_10000000', state: 'running', attempt: 1, host: 'host-a', startedAt: noon(1) });
    const again = await store.jobs.startInExperiment(arm(0, 'bad'), EXPERIMENT, 'fence-1', noon(1));
    t.equal(again.id, first.id, 'asked twice, the step that is under way is the answer');
    await t.rejects(store.jobs.startInExperiment(arm(0, 'bad'), EXPERIMENT, 'other', NOON), { code: 'LEASE_LOST' });
    await t.rejects(store.jobs.startInExperiment(aRun(), EXPERIMENT, 'fence-1', NOON), { code: 'INTERNAL' });

    await store.runs.report(aReport({ runId: first.id }), noon(12));
    const second = await store.jobs.startInExperiment(arm(0, 'bad'), EXPERIMENT, 'fence-1', noon(13));
    const failed = aReport({ runId: second.id, outcome: 'disk-full', measurements: [] });
    t.match(await store.runs.report(failed, noon(14)), { taken: 'counted', retry: false }, 'never tried again');
    t.match(await store.experiments.runs(EXPERIMENT), [
      { runId: first.id, pair: 0, arm: 'good', outcome: 'measured', measurements: aReport().measurements },
      { runId: second.id, pair: 0, arm: 'bad', outcome: 'disk-full', measurements: [] },
    ]);
    await store.experiments.end(EXPERIMENT, 'fence-1', 'decided after one pair', noon(20));
    t.match(await store.experiments.get(EXPERIMENT), { state: 'ended', reason: 'decided after one pair' });
    await t.rejects(store.experiments.end(EXPERIMENT, 'fence-1', '', noon(21)), { code: 'LEASE_LOST' });
    t.equal(await store.jobs.holder(EXPERIMENT, 'fence-1'), null);
    t.equal(await store.experiments.get('exp_unknown'), null);
  });
});

t.test('an experiment that loses its worker goes on with what it has, within its bound', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.experiments.create(anExperiment());
    for (const pair of [0, 1, 2]) {
      const fence = `fence-${pair}`;
      await store.jobs.lease(EXPERIMENT, aLease({ fence }));
      const run = await store.jobs.startInExperiment(arm(pair, 'good'), EXPERIMENT, fence, noon(1));
      if (pair === 0) await store.runs.cancel(run.id, noon(2));
      if (pair === 0) t.same(await store.jobs.extend(EXPERIMENT, fence, noon(60)), { cancel: true });
      t.match(await store.jobs.expired(noon(61), 10), [{ kind: 'experiment', jobId: EXPERIMENT, priority: 20 }]);
      t.same(await store.jobs.lose(EXPERIMENT, noon(61)), { waiting: pair < 2 });
      t.match(await store.runs.get(run.id), { state: 'ended', outcome: 'host-lost' });
      t.match(await store.runs.report(aReport({ runId: run.id, fence }), noon(70)), { taken: 'late' });
    }
    t.match(await store.experiments.get(EXPERIMENT), { state: 'ended', reason: /3 times/ });
    t.match(await store.experiments.runs(EXPERIMENT), [{ pair: 0 }, { pair: 1 }, { pair: 2, outcome: 'host-lost' }]);
  });
});

t.test('an experiment that is handed back closes its run and waits', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.experiments.create(anExperiment({ good: somePins() }));
    await store.jobs.lease(EXPERIMENT, aLease());
    const run = await store.jobs.startInExperiment(arm(0, 'good'), EXPERIMENT, 'fence-1', noon(1));
    t.equal(await store.jobs.release(EXPERIMENT, 'fence-1', noon(2)), true);
    t.match(await store.runs.get(run.id), { state: 'cancelled', outcome: 'cancelled' });
    t.match(await store.jobs.waiting(10), [{ jobId: EXPERIMENT }]);
  });
});
