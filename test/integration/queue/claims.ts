import t from 'tap';
import { PlumblineError } from '../../../services/core/errors.ts';
import { eachQueue, until } from '../../support/queue.ts';

const job = (jobId: string, priority = 100, delayMs?: number) => ({ jobId, platform: 'cpu', priority, delayMs });

t.test('a job goes to one claim, the most urgent first, equals in order', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    await jobs.enqueueAll([job('run_a'), job('run_b'), job('run_urgent', 10), job('run_c')]);
    const order: (string | undefined)[] = [];
    for (const token of ['t1', 't2', 't3', 't4']) order.push((await jobs.claim('cpu', token, 0))?.jobId);
    t.same(order, ['run_urgent', 'run_a', 'run_b', 'run_c']);
    t.equal(await jobs.claim('cpu', 't5', 0), null);
    t.same(await jobs.counts('cpu'), { waiting: 0, active: 4, delayed: 0 });
    t.ok(await jobs.complete('cpu', 'run_a', 't2'));
    t.same(await jobs.counts('cpu'), { waiting: 0, active: 3, delayed: 0 });
    t.equal(await jobs.has('cpu', 'run_a'), false, 'a completed job leaves nothing behind');
    await jobs.enqueue(job('run_a'));
    t.same(await jobs.claim('cpu', 't6', 0), { jobId: 'run_a' }, 'and its id can come back');
  });
});

t.test('an id is in the queue once', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    await jobs.enqueueAll([job('run_a'), job('run_a'), job('run_d', 100, 60_000)]);
    await jobs.enqueue(job('run_a', 1));
    await jobs.enqueue(job('run_d'));
    t.same(await jobs.counts('cpu'), { waiting: 1, active: 0, delayed: 1 });
    t.same(await jobs.claim('cpu', 't1', 0), { jobId: 'run_a' });
    await jobs.enqueue(job('run_a'));
    t.same(await jobs.counts('cpu'), { waiting: 0, active: 1, delayed: 1 });
    t.same(await jobs.held('cpu'), new Set(['run_a', 'run_d']));
  });
});

t.test('only the holder of the lock may complete, extend or give back', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    await jobs.enqueue(job('run_a'));
    await jobs.claim('cpu', 'mine', 0);
    t.equal(await jobs.complete('cpu', 'run_a', 'other'), false);
    t.equal(await jobs.extend('cpu', 'run_a', 'other', 60_000), false);
    t.equal(await jobs.giveBack('cpu', 'run_a', 'other', 0), false);
    await t.rejects(jobs.complete('cpu', 'run_a', '0'), { code: 'INPUT_INVALID' }, 'BullMQ’s master token is refused');
    await t.rejects(jobs.giveBack('cpu', 'run_a', '0', 0), { code: 'INPUT_INVALID' });
    await t.rejects(jobs.claim('cpu', '0', 0), { code: 'INPUT_INVALID' });
    t.same(await jobs.counts('cpu'), { waiting: 0, active: 1, delayed: 0 }, 'the job was left alone');
    t.equal(await jobs.extend('cpu', 'run_a', 'mine', 60_000), true);
    t.equal(await jobs.complete('cpu', 'run_a', 'mine'), true);
    t.equal(await jobs.complete('cpu', 'run_a', 'mine'), false, 'twice is once');
    t.equal(await jobs.complete('cpu', 'run_never', 'mine'), false);
    t.equal(await jobs.extend('cpu', 'run_never', 'mine', 60_000), false);
    t.equal(await jobs.giveBack('cpu', 'run_never', 'mine', 0), false);
  });
});

t.test('a job given back waits again, at once or later, with its priority', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    await jobs.enqueueAll([job('run_a', 10), job('run_b', 20)]);
    t.same(await jobs.claim('cpu', 't1', 0), { jobId: 'run_a' });
    t.equal(await jobs.giveBack('cpu', 'run_a', 't1', 0), true);
    t.equal(await jobs.complete('cpu', 'run_a', 't1'), false);
    t.same(await jobs.claim('cpu', 't2', 2_000), { jobId: 'run_a' }, 'still more urgent than run_b');
    t.equal(await jobs.giveBack('cpu', 'run_a', 't2', 1_000), true);
    t.same(await jobs.claim('cpu', 't3', 0), { jobId: 'run_b' });
    t.same(await jobs.counts('cpu'), { waiting: 0, active: 1, delayed: 1 });
    t.same(await jobs.claim('cpu', 't4', 20_000), { jobId: 'run_a' }, 'a waiting claim gets it when the delay is over');
  });
});

t.test('a job is taken out whatever its state', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    await jobs.enqueueAll([job('run_active', 1), job('run_waiting'), job('run_delayed', 1, 60_000)]);
    await jobs.claim('cpu', 't1', 0);
    for (const id of ['run_active', 'run_waiting', 'run_delayed', 'run_never']) await jobs.remove('cpu', id);
    t.same(await jobs.counts('cpu'), { waiting: 0, active: 0, delayed: 0 });
    t.equal(await jobs.complete('cpu', 'run_active', 't1'), false);
    await jobs.enqueue(job('run_active'));
    await jobs.remove('cpu', 'run_active');
    t.equal(await jobs.has('cpu', 'run_active'), false, 'the former holder’s lock protects nothing');
    await jobs.enqueue(job('run_active'));
    t.same(await jobs.claim('cpu', 't2', 0), { jobId: 'run_active' });
    t.equal(await jobs.complete('cpu', 'run_active', 't1'), false, 'the former holder has no say');
    t.equal(await jobs.complete('cpu', 'run_active', 't2'), true);
  });
});

t.test('what cannot be a job is refused before it reaches the queue', async (t) => {
  await eachQueue(t, async (t, { jobs }) => {
    for (const bad of [
      job('a:b'),
      job('42'),
      job(''),
      job('run_a', 0),
      job('run_a', 2 ** 21),
      job('run_a', 1.5),
      job('run_a', 1, -1),
      { ...job('run_a'), platform: '../x' },
    ]) {
      await t.rejects(jobs.enqueueAll([job('run_good'), bad]), PlumblineError);
    }
    t.equal(await jobs.has('cpu', 'run_good'), false, 'all or none');
    await jobs.enqueue(job('run_edge', 2 ** 21 - 1));
    t.same(await jobs.claim('cpu', 't', 0), { jobId: 'run_edge' });
  });
});

t.test('finished jobs leave no trace that grows, and jobs survive a restart', async (t) => {
  await eachQueue(t, async (t, queue) => {
    await queue.jobs.enqueueAll(Array.from({ length: 600 }, (_, index) => job(`run_${index}`)));
    for (let index = 0; index < 100; index += 1) {
      const got = await queue.jobs.claim('cpu', `t${index}`, 0);
      t.equal(await queue.jobs.complete('cpu', got?.jobId ?? '', `t${index}`), true);
    }
    t.equal((await queue.jobs.held('cpu')).size, 500);
    await queue.close();
    const again = await queue.again();
    t.equal((await again.jobs.held('cpu')).size, 500);
    await until('a claim after the restart', 5_000, async () => (await again.jobs.claim('cpu', 'later', 0)) !== null);
  });
});
