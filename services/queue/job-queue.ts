import { PlumblineError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { HeldJobs, JobQueue, QueuedJob } from '../core/ports/queue.ts';
import { PLATFORMS_MAX } from './bounds.ts';
import type { Leases } from './bull.ts';
import type { Engine } from './engine.ts';
import { unavailable } from './failure.ts';
import { createLine, type Line } from './line.ts';
import { checkJob, checkToken, queueName } from './names.ts';
import { openPlatformQueue, type PlatformQueue } from './platform-queue.ts';

interface Opened {
  readonly queue: PlatformQueue;
  readonly line: Line;
}

/** The queues of all platforms on one engine; each is opened when it is first named. */
export function createJobQueue(
  engine: Engine,
  options: { leases: Leases; pollMs: number; clock: Clock; log: Log },
): JobQueue & HeldJobs {
  const platforms = new Map<string, Promise<Opened>>();
  let closed = false;

  async function open(platform: string): Promise<Opened> {
    const queue = await openPlatformQueue(engine, queueName(platform), options.leases, options.clock, options.log);
    const line = createLine({
      fetch: queue.fetch,
      giveBack: (jobId, token) => queue.giveBack(jobId, token, 0),
      clock: options.clock,
      pollMs: options.pollMs,
    });
    return { queue, line };
  }

  function at(platform: string): Promise<Opened> {
    if (closed) throw new PlumblineError('QUEUE_UNAVAILABLE', 'the queue is closed');
    const known = platforms.get(platform);
    if (known !== undefined) return known;
    if (platforms.size >= PLATFORMS_MAX) {
      throw new PlumblineError(
        'INPUT_INVALID',
        `platform ${platform}: ${PLATFORMS_MAX} platforms have a queue already`,
      );
    }
    const opening = open(platform);
    platforms.set(platform, opening);
    // An opening that failed must not be remembered: the backend may be back the next time.
    opening.catch(() => platforms.delete(platform));
    return opening;
  }

  /** Every failure of the backend leaves here as QUEUE_UNAVAILABLE. */
  async function using<T>(platform: string, work: (opened: Opened) => Promise<T>): Promise<T> {
    try {
      return await work(await at(platform));
    } catch (error) {
      throw unavailable(engine.where, error);
    }
  }

  async function enqueueAll(jobs: readonly QueuedJob[]): Promise<void> {
    const groups = new Map<string, QueuedJob[]>();
    for (const job of jobs) {
      checkJob(job);
      queueName(job.platform);
      const group = groups.get(job.platform);
      if (group === undefined) groups.set(job.platform, [job]);
      else group.push(job);
    }
    for (const [platform, group] of groups) {
      await using(platform, async ({ queue, line }) => {
        await queue.add(group);
        line.wake();
      });
    }
  }

  return {
    enqueueAll,
    enqueue: (job) => enqueueAll([job]),
    async claim(platform, token, waitMs, signal) {
      checkToken(token);
      const jobId = await using(platform, ({ line }) => line.claim(token, waitMs, signal));
      return jobId === null ? null : { jobId };
    },
    extend: (platform, jobId, token, ms) => using(platform, ({ queue }) => queue.extend(jobId, token, ms)),
    async complete(platform, jobId, token) {
      checkToken(token);
      return using(platform, ({ queue }) => queue.complete(jobId, token));
    },
    async giveBack(platform, jobId, token, delayMs) {
      checkToken(token);
      return using(platform, async ({ queue, line }) => {
        const given = await queue.giveBack(jobId, token, delayMs);
        if (given) line.wake();
        return given;
      });
    },
    remove: (platform, jobId) => using(platform, ({ queue }) => queue.remove(jobId)),
    has: (platform, jobId) => using(platform, ({ queue }) => queue.has(jobId)),
    held: (platform) => using(platform, ({ queue }) => queue.held()),
    counts: (platform) => using(platform, ({ queue }) => queue.counts()),
    async ping() {
      try {
        if (closed) throw new Error('the queue is closed');
        await engine.ping();
      } catch (error) {
        throw unavailable(engine.where, error);
      }
    },
    async close() {
      closed = true;
      const opened = await Promise.allSettled(platforms.values());
      platforms.clear();
      for (const one of opened) {
        if (one.status !== 'fulfilled') continue;
        await one.value.line.close();
        await one.value.queue.close();
      }
    },
  };
}
