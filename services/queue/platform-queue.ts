import { Job, type JobsOptions, type JobType } from 'bullmq';
import type { Clock, Log } from '../core/ports/base.ts';
import type { QueuedJob } from '../core/ports/queue.ts';
import { ENQUEUE_BATCH_JOBS, HELD_JOBS_MAX } from './bounds.ts';
import { type Leases, openBull } from './bull.ts';
import type { Engine } from './engine.ts';
import { isLockLost } from './failure.ts';

const HELD: JobType[] = ['wait', 'prioritized', 'delayed', 'active'];
const HELD_STATES: ReadonlySet<string> = new Set(['waiting', 'prioritized', 'delayed', 'active']);
const FINISHED: JobType[] = ['completed', 'failed'];
/** BullMQ's token for "whoever holds the lock". */
const ANY_TOKEN = '0';
const EMPTY = {};

/** One BullMQ queue, fetched by hand. */
export type PlatformQueue = Awaited<ReturnType<typeof openPlatformQueue>>;

/** The operations of one platform's queue. QUEUE_UNAVAILABLE when it does not open within its bound. */
export async function openPlatformQueue(engine: Engine, name: string, leases: Leases, clock: Clock, log: Log) {
  const { queue, worker, close } = await openBull(engine, name, leases, clock, log);

  /** A job of which only the id is known; nothing is read for it. */
  const handle = (jobId: string): Job => new Job(queue, name, EMPTY, { removeOnComplete: true }, jobId);

  /** What BullMQ refuses because of the lock is `false`. */
  async function locked(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (isLockLost(error)) return false;
      throw error;
    }
  }

  /** Takes finished leftovers out of the way: BullMQ takes an id once, whatever became of it. */
  async function clear(jobs: readonly QueuedJob[]): Promise<void> {
    const counts = await queue.getJobCounts(...FINISHED);
    if (FINISHED.every((type) => counts[type] === 0)) return;
    for (const { jobId } of jobs) {
      const state = await queue.getJobState(jobId);
      if (state === 'completed' || state === 'failed') await queue.remove(jobId);
    }
  }

  return {
    async add(jobs: readonly QueuedJob[]): Promise<void> {
      for (let from = 0; from < jobs.length; from += ENQUEUE_BATCH_JOBS) {
        const batch = jobs.slice(from, from + ENQUEUE_BATCH_JOBS);
        await clear(batch);
        await queue.addBulk(batch.map((job) => ({ name, data: EMPTY, opts: optionsOf(job) })));
      }
    },
    async fetch(token: string): Promise<string | null> {
      const job = await worker.getNextJob(token, { block: false });
      return job?.id ?? null;
    },
    async extend(jobId: string, token: string, ms: number): Promise<boolean> {
      return (await queue.getBackend().extendLock(jobId, token, ms)) === 1;
    },
    complete: (jobId: string, token: string) => locked(() => handle(jobId).moveToCompleted(null, token, false)),
    giveBack: (jobId: string, token: string, delayMs: number) =>
      locked(() => handle(jobId).moveToDelayed(clock.now().getTime() + delayMs, token)),
    async remove(jobId: string): Promise<void> {
      if ((await queue.remove(jobId)) === 1) return;
      // Unknown or locked: an active job ends as completed, which removes it; what is left can be removed plainly.
      await locked(() => handle(jobId).moveToCompleted(null, ANY_TOKEN, false));
      await engine.dropLock(queue.toKey(`${jobId}:lock`));
      await queue.remove(jobId);
    },
    has: async (jobId: string) => HELD_STATES.has(await queue.getJobState(jobId)),
    async held(): Promise<ReadonlySet<string>> {
      // Declared as pairs in BullMQ; it is one list of ids for each type.
      const lists: readonly (readonly string[])[] = await queue
        .getBackend()
        .getRanges(HELD, 0, HELD_JOBS_MAX - 1, true);
      return new Set(lists.flat());
    },
    async counts() {
      const {
        waiting = 0,
        prioritized = 0,
        active = 0,
        delayed = 0,
      } = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
      return { waiting: waiting + prioritized, active, delayed };
    },
    close,
  };
}

function optionsOf(job: QueuedJob): JobsOptions {
  return {
    jobId: job.jobId,
    priority: job.priority,
    delay: job.delayMs ?? 0,
    removeOnComplete: true,
    removeOnFail: true,
  };
}
