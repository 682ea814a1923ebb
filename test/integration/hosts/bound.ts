import t, { type Test } from 'tap';
import { PRIORITY } from '../../../services/core/planning/priority.ts';
import { claim, PLATFORM, testApi, triggerRun } from '../../support/api.ts';
import { anExperiment } from '../../support/builders.ts';

// An experiment may be bound to one host, since only its levels are known; the other hosts of the platform share its queue.

/** A door with so many experiments that only `here` may have. */
async function bound(t: Test, count = 1) {
  const api = await testApi(t);
  const ids = Array.from({ length: count }, (_, at) => `exp_bound${String(at).padStart(4, '0')}`);
  for (const id of ids) {
    await api.store.experiments.create(anExperiment({ id, platform: PLATFORM, host: 'here' }));
    await api.queue.enqueue({ jobId: id, platform: PLATFORM, priority: PRIORITY.experiment });
  }
  const ask = (host: string, waitMs = 0) => claim(api, { host, workerId: `wrk-${host}`, waitMs });
  return { ...api, api, ids, ask };
}

t.test(
  'another host passes a bound experiment over, gets what waits behind it, and leaves it in the queue',
  async (t) => {
    const { api, ids, ask, queue } = await bound(t);
    const [id = ''] = ids;
    const runId = await triggerRun(api);
    t.equal((await ask('there'))?.jobId, runId, 'no job waits for somebody else’s experiment');
    t.ok(await queue.has(PLATFORM, id), 'the hint was not thrown away');
    const job = await ask('here', 5_000);
    t.match(job, { kind: 'experiment', jobId: id }, 'its host has it without the reconciler');
  },
);

t.test('a host that waits alone never gets it, and its own host does while the other goes on waiting', async (t) => {
  const { ids, ask, store } = await bound(t);
  const [other, own] = await Promise.all([ask('there', 3_000), ask('here', 3_000)]);
  t.equal(other, null);
  t.equal(own?.jobId, ids[0]);
  t.match(await store.experiments.get(ids[0] ?? ''), { state: 'running' });
});

t.test('one that was cancelled is an old hint for every host', async (t) => {
  const { ids, ask, store, queue } = await bound(t);
  const [id = ''] = ids;
  await store.experiments.cancel(id, new Date().toISOString());
  t.equal(await ask('there'), null);
  t.notOk(await queue.has(PLATFORM, id));
});

t.test('a claim passes a bounded number of them over', async (t) => {
  const { ask, queue } = await bound(t, 101);
  const began = performance.now();
  t.equal(await ask('there', 55_000), null);
  t.ok(performance.now() - began < 30_000, 'long before its wait is over');
  const { waiting, active, delayed } = await queue.counts(PLATFORM);
  t.same([waiting + delayed, active], [101, 0], 'all of them are still there');
});
