import { PlumblineError } from '../core/errors.ts';
import { LEASE_MS } from '../core/planning/lease.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { HeldJobs, JobQueue, TickSource } from '../core/ports/queue.ts';
import { CLAIM_POLL_MS, STALLED_CHECK_MS, TICK_BACKOFF_MS } from './bounds.ts';
import { openEmbedded } from './embedded.ts';
import { createJobQueue } from './job-queue.ts';
import { openRedis } from './redis.ts';
import { createTickSource } from './ticks.ts';

export interface QueueOptions {
  /** Redis when it is given. It may hold a password and is never printed. */
  readonly redisUrl?: string | null;
  /** Folder of the embedded queue otherwise: its own, never the store's. */
  readonly folder?: string;
  /** Rejects (DISK_FULL) when that folder's disk has too little room for an embedded database to write. */
  readonly requireRoom?: (folder: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Lengths in milliseconds; only tests name them. */
  readonly leaseMs?: number;
  readonly stalledCheckMs?: number;
  readonly pollMs?: number;
  readonly tickBackoffMs?: number;
}

export interface OpenedQueue {
  readonly jobs: JobQueue & HeldJobs;
  readonly ticks: TickSource;
  /** Ends waiting claims, then everything else. */
  close(): Promise<void>;
}

/** Opens the queue on Redis or embedded. QUEUE_UNAVAILABLE, STORE_LOCKED or CONFIG_INVALID when it cannot. */
export async function openQueue(options: QueueOptions): Promise<OpenedQueue> {
  const { clock, log } = options;
  const engine = options.redisUrl
    ? await openRedis(options.redisUrl, clock, log)
    : await openEmbedded(folderOf(options), log, options.requireRoom);
  const leases = {
    leaseMs: options.leaseMs ?? LEASE_MS,
    stalledCheckMs: options.stalledCheckMs ?? STALLED_CHECK_MS,
  };
  const pollMs = options.pollMs ?? CLAIM_POLL_MS;
  const jobs = createJobQueue(engine, { leases, pollMs, clock, log });
  const ticks = createTickSource(engine, {
    leases,
    pollMs,
    backoffMs: options.tickBackoffMs ?? TICK_BACKOFF_MS,
    clock,
    log,
  });
  let closing: Promise<void> | null = null;
  return {
    jobs,
    ticks,
    close: () => {
      closing ??= (async () => {
        await Promise.allSettled([jobs.close(), ticks.close()]);
        await engine.close();
      })();
      return closing;
    },
  };
}

function folderOf(options: QueueOptions): string {
  if (options.folder === undefined)
    throw new PlumblineError('USAGE', 'the queue needs a folder or an address of Redis');
  return options.folder;
}
