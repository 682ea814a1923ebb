import t from 'tap';
import { eachQueue } from '../../support/queue.ts';

const job = (jobId: string, priority = 100, delayMs?: number) => ({ jobId, platform: 'cpu', priority, delayMs });

t.test('a waiting claim sees a job that is enqueued meanwhile, here or by another process', async (t) => {
  await eachQueue(t, async (t, queue) => {
    const { jobs } = queue;
    const here = jobs.claim('cpu', 't1', 20_000);
    await jobs.enqueue(job('run_here'));
    t.same(await here, { jobId: 'run_here' });
    if (queue.kind === 'embedded') return;
    const other = await queue.again();
    const there = jobs.claim('cpu', 't2', 20_000);
    await other.jobs.enqueue(job('run_there'));
    t.same(await there, { jobId: 'run_there' });
  });
});

t.test('claims end at their time, when their caller leaves, and when the queue closes', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    t.equal(await jobs.claim('cpu', 't0', 100), null);
    t.equal(await jobs.claim('cpu', 't1', 60_000, AbortSignal.abort()), null);
    const leaves = new AbortController();
    const left = jobs.claim('cpu', 't2', 60_000, leaves.signal);
    const stays = jobs.claim('cpu', 't3', 60_000);
    leaves.abort();
    t.equal(await left, null);
    await jobs.enqueue(job('run_a'));
    t.same(await stays, { jobId: 'run_a' }, 'a caller that left takes no job with it');
    const waiting = ['t4', 't5', 't6'].map((token) => jobs.claim('cpu', token, 60_000));
    const elsewhere = jobs.claim('gpu', 't7', 60_000);
    await jobs.close();
    t.same(await Promise.all([...waiting, elsewhere]), [null, null, null, null]);
    await t.rejects(jobs.claim('cpu', 't8', 0), { code: 'QUEUE_UNAVAILABLE' });
    await t.rejects(jobs.ping(), { code: 'QUEUE_UNAVAILABLE' });
  });
});

t.test('many claims: each job to exactly one, none forgotten', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    const count = 120;
    const claims = Array.from({ length: count }, (_, index) => jobs.claim('cpu', `t${index}`, 60_000));
    await jobs.enqueueAll(Array.from({ length: count }, (_, index) => job(`run_${index}`)));
    const got = await Promise.all(claims);
    t.equal(new Set(got.map((one) => one?.jobId)).size, count);
    t.notOk(got.includes(null));
    const done = await Promise.all(got.map((one, index) => jobs.complete('cpu', one?.jobId ?? '', `t${index}`)));
    t.ok(done.every(Boolean));
    t.same(await jobs.counts('cpu'), { waiting: 0, active: 0, delayed: 0 });
  });
});

t.test('a dead holder: its job comes back, and its late completion is refused', async (t) => {
  await eachQueue(
    t,
    async (t, { jobs }) => {
      await jobs.enqueue(job('run_a'));
      for (let death = 0; death < 3; death += 1) {
        const claimed = await jobs.claim('cpu', `dies${death}`, 30_000);
        t.same(claimed, { jobId: 'run_a' }, `death ${death}: handed out again, never failed`);
      }
      t.same(await jobs.claim('cpu', 'lives', 30_000), { jobId: 'run_a' });
      t.equal(await jobs.complete('cpu', 'run_a', 'dies2'), false);
      t.equal(await jobs.extend('cpu', 'run_a', 'dies2', 60_000), false);
      t.equal(await jobs.extend('cpu', 'run_a', 'lives', 60_000), true);
      t.equal(await jobs.complete('cpu', 'run_a', 'lives'), true);
    },
    { leaseMs: 400, stalledCheckMs: 200 },
  );
});

t.test('a lock that is extended is not taken away', async (t) => {
  await eachQueue(
    t,
    async (t, { jobs }) => {
      await jobs.enqueue(job('run_a'));
      await jobs.claim('cpu', 'mine', 0);
      t.equal(await jobs.extend('cpu', 'run_a', 'mine', 60_000), true);
      t.equal(await jobs.claim('cpu', 'other', 2_500), null, 'five stalled checks and two leases later');
      t.equal(await jobs.complete('cpu', 'run_a', 'mine'), true);
    },
    { leaseMs: 1_000, stalledCheckMs: 500 },
  );
});
