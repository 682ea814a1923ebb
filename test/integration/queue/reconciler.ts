import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { RECONCILE_PAGE_JOBS, reconcile } from '../../../services/queue/reconciler.ts';
import { ListedJobs } from '../../support/job-store.ts';
import { eachQueue, silent } from '../../support/queue.ts';

const PAST = '2020-01-01T00:00:00.000Z';
const FUTURE = '2999-01-01T00:00:00.000Z';

t.test('what the queue lost is enqueued again, once', async (t) => {
  await eachQueue(t, async (t, { jobs: queue }) => {
    const jobs = new ListedJobs();
    for (const id of ['run_a', 'run_b', 'run_c']) jobs.add(id, 'cpu');
    jobs.add('exp_d', 'gpu', 20);
    await queue.enqueue({ jobId: 'run_b', platform: 'cpu', priority: 100 });
    const deps = { jobs, queue, clock: systemClock, log: silent };
    t.same(await reconcile(deps), { enqueued: 3, reclaimed: 0 });
    t.same(await reconcile(deps), { enqueued: 0, reclaimed: 0 });
    t.same(await queue.held('cpu'), new Set(['run_a', 'run_b', 'run_c']));
    t.same(await queue.claim('gpu', 't', 0), { jobId: 'exp_d' });
    t.same(await reconcile(deps), { enqueued: 0, reclaimed: 0 }, 'an active job is held');
  });
});

t.test('two reconcilers at once, and more jobs than a page', async (t) => {
  await eachQueue(t, async (t, { jobs: queue }) => {
    const jobs = new ListedJobs();
    const count = RECONCILE_PAGE_JOBS + 50;
    for (let index = 0; index < count; index += 1) jobs.add(`run_${index}`, 'cpu');
    const deps = { jobs, queue, clock: systemClock, log: silent };
    await Promise.all([reconcile(deps), reconcile(deps)]);
    t.same(await queue.counts('cpu'), { waiting: count, active: 0, delayed: 0 });
  });
});

t.test('a dead worker’s job goes back after a pause, or ends', async (t) => {
  await eachQueue(t, async (t, { jobs: queue }) => {
    const jobs = new ListedJobs();
    const deps = { jobs, queue, clock: systemClock, log: silent };
    for (const id of ['run_dead', 'run_alive']) {
      jobs.add(id, 'cpu');
      await queue.enqueue({ jobId: id, platform: 'cpu', priority: 1 });
      await queue.claim('cpu', `holder of ${id}`, 0);
    }
    jobs.lease('run_dead', PAST);
    jobs.lease('run_alive', FUTURE);
    const both = await Promise.all([reconcile(deps), reconcile(deps)]);
    t.equal(both[0].reclaimed + both[1].reclaimed, 1, 'taken once');
    t.same(await queue.counts('cpu'), { waiting: 0, active: 1, delayed: 1 });
    t.equal(await queue.complete('cpu', 'run_dead', 'holder of run_dead'), false, 'too late');
    t.equal(await queue.complete('cpu', 'run_alive', 'holder of run_alive'), true, 'untouched');
    t.same(await queue.claim('cpu', 'next', 30_000), { jobId: 'run_dead' });
    jobs.lease('run_dead', PAST);
    jobs.attemptsLeft = 0;
    t.same(await reconcile(deps), { enqueued: 0, reclaimed: 1 });
    t.same(await queue.counts('cpu'), { waiting: 0, active: 0, delayed: 0 }, 'its attempts are used up');
  });
});
