import { PlumblineError } from '../../services/core/errors.ts';
import type { JobQueue, QueuedJob } from '../../services/core/ports/queue.ts';

interface Entry {
  readonly job: QueuedJob;
  readonly order: number;
  /** Not before this instant, in milliseconds of the wall clock. */
  readonly from: number;
  token: string | null;
}

export interface FakeQueue extends JobQueue {
  /** As if the backend were away: every call fails with QUEUE_UNAVAILABLE. */
  down: boolean;
  /** As if a lock had run out: the job waits again and its token is worth nothing. */
  loseLock(jobId: string): void;
  /** Claims that wait for a job now. */
  readonly waiting: number;
}

/** The queue's port in memory, with its promises: priority, delay, one lock a job, one entry an id. */
export function fakeQueue(): FakeQueue {
  const entries = new Map<string, Entry>();
  const waiters = new Set<() => void>();
  let order = 0;

  const check = () => {
    if (queue.down) throw new PlumblineError('QUEUE_UNAVAILABLE', 'redis://secret:hidden@queue.internal is down');
  };
  const notify = () => {
    for (const wake of [...waiters]) wake();
  };
  const put = (job: QueuedJob, delayMs: number) => {
    entries.set(job.jobId, { job, order: order++, from: Date.now() + delayMs, token: null });
    if (delayMs === 0) notify();
    else setTimeout(notify, delayMs).unref();
  };
  const held = (jobId: string, token: string) => {
    const entry = entries.get(jobId);
    return entry?.token === token ? entry : null;
  };
  const take = (platform: string, token: string) => {
    const free = [...entries.values()]
      .filter((entry) => entry.job.platform === platform && entry.token === null && entry.from <= Date.now())
      .sort((a, b) => a.job.priority - b.job.priority || a.order - b.order)[0];
    if (free === undefined) return null;
    free.token = token;
    return { jobId: free.job.jobId };
  };

  const queue: FakeQueue = {
    down: false,
    get waiting() {
      return waiters.size;
    },
    loseLock(jobId) {
      const entry = entries.get(jobId);
      if (entry) entry.token = null;
    },
    async enqueue(job) {
      check();
      if (!entries.has(job.jobId)) put(job, job.delayMs ?? 0);
    },
    async enqueueAll(jobs) {
      for (const job of jobs) await queue.enqueue(job);
    },
    async claim(platform, token, waitMs, signal) {
      check();
      const now = take(platform, token);
      if (now !== null || waitMs === 0 || signal?.aborted) return now;
      return new Promise((resolve) => {
        const finish = (result: { jobId: string } | null) => {
          waiters.delete(look);
          clearTimeout(timer);
          signal?.removeEventListener('abort', abort);
          resolve(result);
        };
        const look = () => {
          const found = take(platform, token);
          if (found !== null) finish(found);
        };
        const abort = () => finish(null);
        const timer = setTimeout(() => finish(null), waitMs);
        waiters.add(look);
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
    async extend(_platform, jobId, token) {
      check();
      return held(jobId, token) !== null;
    },
    async complete(_platform, jobId, token) {
      check();
      return held(jobId, token) !== null && entries.delete(jobId);
    },
    async giveBack(_platform, jobId, token, delayMs) {
      check();
      const entry = held(jobId, token);
      if (entry === null) return false;
      put(entry.job, delayMs);
      return true;
    },
    async remove(_platform, jobId) {
      check();
      entries.delete(jobId);
    },
    async has(_platform, jobId) {
      check();
      return entries.has(jobId);
    },
    async counts(platform) {
      check();
      const own = [...entries.values()].filter((entry) => entry.job.platform === platform);
      const active = own.filter((entry) => entry.token !== null).length;
      const delayed = own.filter((entry) => entry.token === null && entry.from > Date.now()).length;
      return { waiting: own.length - active - delayed, active, delayed };
    },
    async ping() {
      check();
    },
    async close() {
      for (const wake of [...waiters]) wake();
    },
  };
  return queue;
}
