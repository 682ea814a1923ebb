import t from 'tap';
import { aRun } from '../../support/builders.ts';
import { aPush } from '../../support/pushes.ts';
import { eachBackend } from '../../support/store.ts';

t.test('a pushed result is one ended run of an open night, however often and at once it is sent', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const log = `${'x'.repeat(65_535)}🎉 end`;
    const samples = [
      { metric: 'accuracy', value: 0.8, step: 1 },
      { metric: 'accuracy', value: 0.9, step: 2 },
    ];
    const environment = { stack: { python: '3.11.2', packages: { torch: '2.4.0' } } };
    const push = aPush({ log, samples, measurements: [], environment });
    const taken = await Promise.all(
      [push, aPush({ log, samples, measurements: [], environment })].map(store.pushed.take),
    );
    t.same(
      taken.map(({ repeated }) => repeated),
      [false, true],
    );
    t.equal(taken[0]?.runId, taken[1]?.runId);
    const runId = taken[0]?.runId ?? '';
    const run = await store.runs.get(runId);
    t.match(run, {
      ...{ state: 'ended', purpose: 'pushed', outcome: 'measured', host: 'laptop-a', attempt: 1 },
      ...{ startedAt: '2026-11-01T01:00:00.000Z', endedAt: '2026-11-01T02:00:00.000Z', hostFingerprint: null },
    });
    t.match(run?.stackFingerprint, /^sha256:/);
    t.same(
      [...(await store.runs.measurements([runId])).values()],
      [[{ metric: 'accuracy', value: 0.9, unit: 'share' }]],
    );
    t.equal((await store.runs.samples(runId)).length, 2);
    const read = await store.runs.readLog(runId, 0, 200_000);
    t.equal(read.text, log, 'a character across two pieces stays whole');
    t.match(await store.runs.attempts(runId), [{ workerId: 'pushed', outcome: 'measured', late: false }]);
    t.same(await store.pushed.origin(runId), push.origin);
    t.equal(await store.pushed.origin('run_of_ours'), null);
    t.same(await store.jobs.waiting(10), [], 'nothing waits for a worker');
    await t.rejects(store.pushed.take(aPush({ log: 'another' })), {
      code: 'IDEMPOTENCY_MISMATCH',
      message: /slurm has sent "job-1" before/,
    });
    t.equal((await store.runs.list({}, 10)).items.length, 1);
  });
});

t.test('a run of the infrastructure that was pushed is not tried again here', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const { runId } = await store.pushed.take(aPush({ outcome: 'host-lost', measurements: [] }));
    t.match(await store.runs.get(runId), { state: 'ended', outcome: 'host-lost' });
  });
});

t.test('a night closes when it is quiet, in its order, and a late result opens one that follows', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const source = (id: string) => ({ source: { name: 'slurm', id } });
    const first = await store.pushed.take(aPush(source('1'), '2026-11-01T02:00:00.000Z'));
    const second = await store.pushed.take(aPush({ ...source('2'), seed: 2 }, '2026-11-01T02:20:00.000Z'));
    t.equal(second.nightId, first.nightId, 'one night for results of one day');
    const later = { night: '2026-11-01T01:00:00Z', last: true };
    const closing = async (at: string) => (await store.nights.closeDue(at)).map(({ id }) => id);
    t.same(await closing('2026-11-01T02:49:00.000Z'), [], 'held open by the newest');
    const next = await store.pushed.take(aPush({ ...source('3'), ...later }, '2026-11-01T02:49:30.000Z'));
    t.not(next.nightId, first.nightId);
    t.same(await closing('2026-11-01T02:49:45.000Z'), [], 'the last of a night waits for the night before it');
    t.same((await closing('2026-11-01T02:50:00.000Z')).sort(), [first.nightId, next.nightId].sort());
    const late = await store.pushed.take(aPush({ ...source('4'), seed: 3 }, '2026-11-01T03:00:00.000Z'));
    const beside = await store.pushed.take(aPush({ ...source('5'), seed: 4 }, '2026-11-01T03:01:00.000Z'));
    t.equal(beside.nightId, late.nightId, 'what is late together is one night');
    t.match(await store.nights.get(late.nightId), {
      ...{ state: 'open', schedule: 'push', instant: '2026-11-01T00:00:00.001Z' },
      note: 'for results that came after the night of this name had closed',
    });
    const still = aPush({ ...source('6'), seed: 5 }, '2026-11-02T03:00:00.000Z');
    t.equal((await store.pushed.take(still)).nightId, late.nightId);
    t.same(await closing('2026-11-02T03:00:01.000Z'), [late.nightId], 'its deadline holds, whatever still comes');
  });
});

t.test('a night of a schedule with the same name is left alone', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const night = { ...{ id: 'night_1', project: 'default', schedule: 'push', note: '' }, state: 'open' as const };
    const times = { instant: '2026-11-01T00:00:00.000Z', plannedAt: '2026-11-01T00:00:00.000Z' };
    const run = aRun({ nightId: 'night_1', purpose: 'night' });
    await store.nights.plan({ ...night, ...times, deadline: '2026-11-01T08:00:00.000Z' }, [run]);
    t.not((await store.pushed.take(aPush())).nightId, 'night_1');
  });
});
