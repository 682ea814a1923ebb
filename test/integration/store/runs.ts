import t from 'tap';
import type { Outcome } from '../../../services/core/model/run.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import { aLease, aReport, aRun, NOON, noon, somePins } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

const ID = 'run_00000001';

t.test('a run from planned to ended', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    const planned = await store.runs.get(ID);
    t.match(planned, { ...aRun(), state: 'queued', attempt: 0, outcome: null, logBytes: 0, tainted: [] });
    t.same(await store.jobs.waiting(10), [{ kind: 'run', jobId: ID, platform: 'cpu-x86_64', priority: 10 }]);

    const leased = await store.jobs.lease(ID, aLease());
    t.match(leased, { kind: 'run', leaseUntil: noon(60), run: { state: 'running', attempt: 1, host: 'host-a' } });
    t.same(await store.jobs.waiting(10), []);

    const answer = await store.runs.report(aReport(), noon(12));
    t.same(answer, { taken: 'counted', retry: false, attempt: 1 });
    const ended = await store.runs.get(ID);
    t.match(ended, {
      state: 'ended',
      outcome: 'measured',
      exitCode: 0,
      startedAt: noon(1),
      endedAt: noon(11),
      host: 'host-a',
      createdAt: NOON,
    });
    t.same((await store.runs.measurements([ID])).get(ID), aReport().measurements);
    t.same(await store.environments.get('stack', ended?.stackFingerprint ?? ''), aReport().stack);
    t.same(await store.environments.get('host', ended?.hostFingerprint ?? ''), aReport().host);
    t.equal(await store.environments.get('host', 'sha256:unknown'), null);
    t.equal(await store.jobs.holder(ID, 'fence-1'), null, 'the lease went with the report');

    t.same(await store.runs.report(aReport(), noon(13)), { taken: 'repeated', retry: false, attempt: 1 });
    t.same((await store.runs.measurements([ID])).get(ID), aReport().measurements);
  });
});

t.test('runs are written all or not at all', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await t.rejects(store.runs.create([aRun(), aRun({ id: 'run_00000002' }), aRun()]));
    t.equal(await store.runs.get(ID), null);
    const experiment = { id: 'exp_00000001', pair: 0, arm: 'good' as const };
    await t.rejects(store.runs.create([aRun({ experiment })]), { code: 'INTERNAL' });
  });
});

t.test('lists page through the newest first, and a broken cursor is refused', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const runs = Array.from({ length: 7 }, (_, at) =>
      aRun({
        id: `run_0000000${at}`,
        // Two runs of one instant: the id decides between them.
        createdAt: noon(Math.floor(at / 2)),
        pins: somePins({ benchmark: at === 3 ? 'other' : 'digits' }),
      }),
    );
    await store.runs.create(runs);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.runs.list({}, 3, cursor);
      seen.push(...page.items.map((run) => run.id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    t.same(seen, runs.map((run) => run.id).reverse());

    const others = await store.runs.list({ project: 'default', benchmark: 'other', platform: 'cpu-x86_64' }, 10);
    t.same([others.items.map((run) => run.id), others.next], [['run_00000003'], null]);
    t.same((await store.runs.list({ state: 'ended' }, 10)).items, []);
    t.equal((await store.runs.list({ purpose: 'manual', state: 'queued' }, 200)).items.length, 7);
    t.same((await store.runs.list({ nightId: 'night_x' }, 10)).items, []);
    t.same((await store.runs.list({ experimentId: 'exp_x' }, 10)).items, []);
    await t.rejects(store.runs.list({}, 3, 'broken'), { code: 'INPUT_INVALID' });
    await t.rejects(store.runs.list({}, 0), { code: 'INPUT_INVALID' });
    await t.rejects(store.runs.list({}, 201), { code: 'INPUT_INVALID' });
  });
});

t.test('a queued run is cancelled at once, a running one is asked', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun(), aRun({ id: 'run_00000002' })]);
    t.match(await store.runs.cancel(ID, noon(1)), { state: 'cancelled', outcome: 'cancelled', endedAt: noon(1) });
    t.equal(await store.jobs.lease(ID, aLease()), null, 'nobody gets it any more');

    await store.jobs.lease('run_00000002', aLease());
    t.match(await store.runs.cancel('run_00000002', noon(2)), { state: 'running', cancelRequested: true });
    t.same(await store.jobs.extend('run_00000002', 'fence-1', noon(120)), { cancel: true });
    await store.runs.report(aReport({ runId: 'run_00000002', outcome: 'cancelled', measurements: [] }), noon(3));
    t.match(await store.runs.get('run_00000002'), { state: 'cancelled', outcome: 'cancelled' });
    t.match(await store.runs.cancel('run_00000002', noon(4)), { state: 'cancelled', endedAt: noon(11) });
    t.equal(await store.runs.cancel('run_unknown', noon(4)), null);
  });
});

async function fail(store: Store, attempt: number, outcome: Outcome = 'disk-full') {
  const fence = `fence-${attempt}`;
  await store.jobs.lease(ID, aLease({ fence }));
  return await store.runs.report(
    aReport({ fence, attempt, outcome, detail: `try ${attempt}`, measurements: [], stack: undefined, host: undefined }),
    noon(attempt),
  );
}

t.test('an infrastructure outcome is tried again until the attempts are used up', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    t.same(await fail(store, 1), { taken: 'counted', retry: true, attempt: 1 });
    t.match(await store.runs.get(ID), { state: 'queued', attempt: 1, startedAt: null, host: null, outcome: null });
    t.same(
      await store.runs.report(aReport({ outcome: 'disk-full' }), noon(5)),
      { taken: 'repeated', retry: true, attempt: 1 },
      'the retry still waits, so whoever repeats the report can enqueue it',
    );
    t.same(await fail(store, 2), { taken: 'counted', retry: true, attempt: 2 });
    t.same(await fail(store, 3), { taken: 'counted', retry: false, attempt: 3 });
    t.match(await store.runs.get(ID), { state: 'ended', outcome: 'disk-full', detail: 'try 3', attempt: 3 });
    t.match(await store.runs.attempts(ID), [
      { attempt: 1, outcome: 'disk-full', late: false },
      { attempt: 2, outcome: 'disk-full', late: false },
      { attempt: 3, outcome: 'disk-full', late: false },
    ]);
  });
});

t.test('a crash of the benchmark is not tried again, nor is a failure after a cancel', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    t.match(await fail(store, 1, 'exit-nonzero'), { retry: false });
    t.match(await store.runs.get(ID), { state: 'ended', outcome: 'exit-nonzero' });

    await store.runs.create([aRun({ id: 'run_00000002' })]);
    await store.jobs.lease('run_00000002', aLease());
    await store.runs.cancel('run_00000002', noon(1));
    const report = aReport({ runId: 'run_00000002', outcome: 'container-killed', detail: 'SIGKILL', measurements: [] });
    t.match(await store.runs.report(report, noon(2)), { taken: 'counted', retry: false });
    t.match(await store.runs.get('run_00000002'), { state: 'cancelled', outcome: 'cancelled', detail: /SIGKILL/ });
    t.match(await store.runs.attempts('run_00000002'), [{ outcome: 'container-killed' }]);
  });
});

t.test('a late result is kept and marked, and changes nothing', async (t) => {
  await eachBackend(t, async (t, { store, database }) => {
    await store.runs.create([aRun()]);
    await store.jobs.lease(ID, aLease());
    t.same(await store.jobs.lose(ID, noon(61)), { waiting: true });
    await store.jobs.lease(ID, aLease({ fence: 'fence-2', host: 'host-b', leaseUntil: noon(200) }));
    const late = await store.runs.report(aReport({ tainted: ['throttled'] }), noon(70));
    t.same(late, { taken: 'late', retry: false, attempt: 1 });
    t.match(await store.runs.get(ID), { state: 'running', attempt: 2, host: 'host-b', outcome: null, tainted: [] });
    t.equal((await store.runs.measurements([ID])).size, 0, 'counted nowhere');
    t.same(await database.query('select metric, value, counted from measurements'), [
      { metric: 'accuracy', value: 0.97, counted: false },
    ]);
    t.match(await store.runs.report(aReport(), noon(71)), { taken: 'repeated' });

    const measurements = [{ metric: 'accuracy', value: 0.5, unit: 'share' }];
    const counted = await store.runs.report(aReport({ fence: 'fence-2', attempt: 2, measurements }), noon(80));
    t.match(counted, { taken: 'counted' });
    t.same((await store.runs.measurements([ID])).get(ID), measurements, 'exactly one attempt counts');
    t.match(await store.runs.attempts(ID), [
      { attempt: 1, late: true, outcome: 'measured', host: 'host-a' },
      { attempt: 2, late: false, outcome: 'measured', host: 'host-b' },
    ]);
  });
});

t.test('a report without the fence of its attempt is refused', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await store.runs.create([aRun()]);
    await t.rejects(store.runs.report(aReport({ runId: 'run_unknown' }), NOON), { code: 'NOT_FOUND' });
    await t.rejects(store.runs.report(aReport(), NOON), { code: 'LEASE_LOST' });
    await store.jobs.lease(ID, aLease());
    await t.rejects(store.runs.report(aReport({ fence: 'guessed' }), NOON), { code: 'LEASE_LOST' });
    const twice = [...aReport().measurements, ...aReport().measurements];
    await t.rejects(store.runs.report(aReport({ measurements: twice }), NOON), { code: 'INPUT_INVALID' });
    t.match(await store.runs.get(ID), { state: 'running' }, 'nothing of the refused reports was written');
  });
});

t.test('text that PostgreSQL cannot hold is shown, not lost', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    const pins = somePins({ env: { 'A\u0000': 'b\ud800', OK: '\\u0000 🎉' } });
    await store.runs.create([aRun({ pins })]);
    await store.jobs.lease(ID, aLease());
    await store.runs.report(aReport({ outcome: 'exit-nonzero', detail: 'a\u0000b\udfffc', measurements: [] }), NOON);
    const run = await store.runs.get(ID);
    t.equal(run?.detail, 'a\u2400b\ufffdc');
    t.same(run?.pins.env, { 'A\u2400': 'b\ufffd', OK: '\\u0000 🎉' });
  });
});

t.test('pins of many megabytes pass in parts', async (t) => {
  await eachBackend(t, async (t, { store, database }) => {
    const files = Array.from({ length: 40_000 }, (_, at) => ({
      path: `images/ü/${at}.png`,
      sha256: at.toString(16).padStart(64, '0'),
      bytes: at,
    }));
    const pins = somePins({ dataset: { ...somePins().dataset, files } });
    await store.runs.create([aRun({ pins }), aRun({ id: 'run_00000002', pins })]);
    t.same((await store.runs.get('run_00000002'))?.pins, pins);
    const [parts] = await database.query<{ parts: number }>('select count(*) as parts from documents');
    t.ok((parts?.parts ?? 0) > 4, 'a large document stands in parts');
    t.ok((parts?.parts ?? 0) < 10, 'and only once');
  });
});
