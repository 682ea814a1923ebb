import { Queue, Worker } from 'bullmq';
import type { Clock, Log } from '../core/ports/base.ts';
import { CONNECT_TIMEOUT_MS, EVENTS_KEPT } from './bounds.ts';
import type { Engine } from './engine.ts';
import { unavailable, within } from './failure.ts';

/** How long locks last and how often lost ones are looked for, in milliseconds. */
export interface Leases {
  readonly leaseMs: number;
  readonly stalledCheckMs: number;
}

/** A lost lock says nothing about the job, so no number of them fails it; attempts are counted in the store. */
const STALLS_MAX = 1_000_000_000;

/**
 * BullMQ's two halves of one queue, and what ends both. The worker processes nothing by itself: it is there to fetch by
 * hand and to look for locks that ran out.
 */
export type Bull = Awaited<ReturnType<typeof openBull>>;

/** Opens a queue and begins to look for locks that ran out. QUEUE_UNAVAILABLE within CONNECT_TIMEOUT_MS. */
export async function openBull(engine: Engine, name: string, leases: Leases, clock: Clock, log: Log) {
  const shared = { connection: engine.connection };
  const queue = new Queue(name, { ...shared, streams: { events: { maxLen: EVENTS_KEPT } } }, engine.backend);
  const worker = new Worker(
    name,
    null,
    {
      ...shared,
      autorun: false,
      skipLockRenewal: true,
      lockDuration: leases.leaseMs,
      stalledInterval: leases.stalledCheckMs,
      maxStalledCount: STALLS_MAX,
    },
    engine.backend,
  );
  // The engine reports its connection itself, once; here only what is not about the connection is news.
  const report = (error: Error) => log.warn('queue', { name, error: unavailable(engine.where, error).message });
  queue.on('error', report);
  worker.on('error', report);
  worker.on('stalled', (jobId) => log.warn('a lock ran out: the job waits again', { name, jobId }));
  const close = async (): Promise<void> => {
    await Promise.allSettled([worker.close(true), queue.close()]);
  };
  try {
    const ready = Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    await within(clock, CONNECT_TIMEOUT_MS, engine.where, ready);
    await worker.startStalledCheckTimer();
  } catch (error) {
    void close();
    throw unavailable(engine.where, error);
  }
  return { queue, worker, close };
}
