import t from 'tap';
import { aLease, aReport, aRun, NOON, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

t.test('a run from planned to ended', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    const planned = await store.runs.get('run_00000001');
    t.match(planned, { ...aRun(), state: 'queued', attempt: 0, outcome: null, logBytes: 0, tainted: [] });
    t.same(await store.jobs.waiting(10), [
      { kind: 'run', jobId: 'run_00000001', platform: 'cpu-x86_64', priority: 10 },
    ]);

    const leased = await store.jobs.lease('run_00000001', aLease());
    t.match(leased, { kind: 'run', leaseUntil: noon(60), run: { state: 'running', attempt: 1, host: 'host-a' } });
    t.same(await store.jobs.waiting(10), []);

    const answer = await store.runs.report(aReport(), noon(12));
    t.same(answer, { taken: 'counted', retry: false, attempt: 1 });
    const ended = await store.runs.get('run_00000001');
    t.match(ended, {
      state: 'ended',
      outcome: 'measured',
      exitCode: 0,
      startedAt: noon(1),
      endedAt: noon(11),
      host: 'host-a',
      createdAt: NOON,
    });
    t.same((await store.runs.measurements(['run_00000001'])).get('run_00000001'), aReport().measurements);
    t.same(await store.environments.get('stack', ended?.stackFingerprint ?? ''), aReport().stack);
    t.same(await store.environments.get('host', ended?.hostFingerprint ?? ''), aReport().host);
  });
});
