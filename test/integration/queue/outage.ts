import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { openQueue } from '../../../services/queue/open.ts';
import { reconcile } from '../../../services/queue/reconciler.ts';
import { ListedJobs } from '../../support/job-store.ts';
import { freePort, privateRedis, recordingLog, silent, until } from '../../support/queue.ts';

const job = (jobId: string) => ({ jobId, platform: 'cpu', priority: 100 });
const up = async (queue: Awaited<ReturnType<typeof openQueue>>) => {
  await until('Redis is back', 20_000, () =>
    queue.jobs.ping().then(
      () => true,
      () => false,
    ),
  );
};

t.test('Redis dies and comes back empty: errors meanwhile, and the store fills it again', async (t) => {
  const redis = await privateRedis();
  t.teardown(() => redis.stop());
  const log = recordingLog();
  const queue = await openQueue({ redisUrl: redis.url, clock: systemClock, log });
  t.teardown(() => queue.close());
  const store = new ListedJobs();
  for (const id of ['run_a', 'run_b']) store.add(id, 'cpu');
  await queue.jobs.enqueueAll([job('run_a'), job('run_b')]);
  t.same(await queue.jobs.claim('cpu', 't1', 0), { jobId: 'run_a' });
  store.lease('run_a', '2999-01-01T00:00:00.000Z');
  await queue.jobs.remove('cpu', 'run_b');
  const waiting = queue.jobs.claim('cpu', 't2', 60_000);
  const refused = t.rejects(waiting, { code: 'QUEUE_UNAVAILABLE' }, 'a waiting claim hears of it');

  await redis.signal('SIGKILL');
  await refused;
  const gap: Promise<unknown>[] = [
    queue.jobs.ping(),
    queue.jobs.enqueue(job('run_c')),
    queue.jobs.claim('cpu', 't3', 0),
    queue.jobs.complete('cpu', 'run_a', 't1'),
    queue.jobs.extend('cpu', 'run_a', 't1', 1_000),
    queue.jobs.giveBack('cpu', 'run_a', 't1', 0),
    queue.jobs.counts('cpu'),
    queue.jobs.has('cpu', 'run_a'),
    queue.jobs.claim('opened-in-the-gap', 't4', 0),
  ];
  for (const operation of gap) await t.rejects(operation, { code: 'QUEUE_UNAVAILABLE' });

  await redis.start();
  await up(queue);
  t.equal(await queue.jobs.complete('cpu', 'run_a', 't1'), false, 'its lock is lost, and nothing breaks');
  const deps = { jobs: store, queue: queue.jobs, clock: systemClock, log: silent };
  t.same(await reconcile(deps), { enqueued: 1, reclaimed: 0 });
  t.same(await queue.jobs.claim('cpu', 't5', 10_000), { jobId: 'run_b' });
  t.equal(await queue.jobs.complete('cpu', 'run_b', 't5'), true);
  t.equal(await queue.jobs.claim('opened-in-the-gap', 't6', 0), null, 'a queue that failed to open is not forgotten');
  t.equal(log.lines.filter((line) => line.startsWith('queue is away')).length, 1, 'said once, not every second');
});

t.test('Redis restarts with its data: locks and jobs are still there', async (t) => {
  const redis = await privateRedis({ keepsData: true });
  t.teardown(() => redis.stop());
  const queue = await openQueue({ redisUrl: redis.url, clock: systemClock, log: silent });
  t.teardown(() => queue.close());
  await queue.jobs.enqueueAll([job('run_a'), job('run_b')]);
  t.same(await queue.jobs.claim('cpu', 't1', 0), { jobId: 'run_a' });
  await redis.signal('SIGKILL');
  await t.rejects(queue.jobs.ping(), { code: 'QUEUE_UNAVAILABLE' });
  await redis.start();
  await up(queue);
  t.equal(await queue.jobs.complete('cpu', 'run_a', 't1'), true);
  t.same(await queue.jobs.claim('cpu', 't2', 0), { jobId: 'run_b' });
});

t.test('Redis hangs: every operation ends within its bound', async (t) => {
  const redis = await privateRedis();
  t.teardown(() => redis.stop());
  const queue = await openQueue({ redisUrl: redis.url, clock: systemClock, log: silent });
  t.teardown(() => queue.close());
  await queue.jobs.enqueue(job('run_a'));
  await redis.signal('SIGSTOP');
  await t.rejects(queue.jobs.has('cpu', 'run_a'), { code: 'QUEUE_UNAVAILABLE' });
  await redis.signal('SIGCONT');
  await up(queue);
  t.equal(await queue.jobs.has('cpu', 'run_a'), true);
});

t.test('no Redis, a wrong password, no address: an error that says so and keeps the password', async (t) => {
  const redis = await privateRedis({ password: 'right' });
  t.teardown(() => redis.stop());
  const port = await freePort();
  const cases = [
    [`redis://user:hunter2@127.0.0.1:${port}`, 'QUEUE_UNAVAILABLE', /ECONNREFUSED/],
    [`redis://:hunter2@127.0.0.1:${redis.port}`, 'QUEUE_UNAVAILABLE', /WRONGPASS/],
    ['hunter2', 'CONFIG_INVALID', /REDIS_URL/],
    ['https://hunter2@127.0.0.1', 'CONFIG_INVALID', /REDIS_URL/],
  ] as const;
  for (const [redisUrl, code, message] of cases) {
    const log = recordingLog();
    const failed = await openQueue({ redisUrl, clock: systemClock, log }).catch((error: unknown) => error);
    t.match(failed, { code, message });
    t.notMatch(`${(failed as Error).stack}${JSON.stringify(failed)}${log.lines.join()}`, /hunter2/);
  }
  const queue = await openQueue({ redisUrl: redis.url, clock: systemClock, log: silent });
  await queue.jobs.ping();
  await queue.close();
});
