import { retryDelayMs } from '../core/planning/retry.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { HeldJobs, JobQueue, QueuedJob } from '../core/ports/queue.ts';
import type { JobStore } from '../core/ports/store-runs.ts';

/** Jobs read from the store at a time. */
export const RECONCILE_PAGE_JOBS = 1_000;
/** Pages in one pass: a fleet's night of 60,000 jobs fits. What does not is looked at when older jobs are done. */
export const RECONCILE_PAGES_MAX = 100;
/** Pause before a job whose worker died is handed out again, in milliseconds: a host that is going down takes no more. */
const RECLAIM_PAUSE_MS = retryDelayMs(1);

/**
 * Makes the queue agree with the store, which is the truth. Jobs whose lease ran out are taken from their dead holders
 * and wait again after a pause; waiting jobs that the queue does not hold are enqueued. Every step is a compare-and-set
 * or does nothing the second time, so any number of processes may do this at once and as often as they like.
 */
export async function reconcile(deps: {
  jobs: Pick<JobStore, 'waiting' | 'expired' | 'lose'>;
  queue: Pick<JobQueue, 'enqueueAll' | 'remove'> & HeldJobs;
  clock: Clock;
  log: Log;
  /** Whether leases that look as if they ran out did; see `createLeaseTrust`. Left out: they did. */
  trusted?: boolean;
}): Promise<{ readonly enqueued: number; readonly reclaimed: number }> {
  const reclaimed = (deps.trusted ?? true) ? await reclaim(deps) : 0;
  const enqueued = await refill(deps);
  if (reclaimed + enqueued > 0) deps.log.info('queue reconciled', { enqueued, reclaimed });
  return { enqueued, reclaimed };
}

async function reclaim({ jobs, queue, clock, log }: Parameters<typeof reconcile>[0]): Promise<number> {
  const now = clock.now().toISOString();
  let reclaimed = 0;
  for (const job of await jobs.expired(now, RECONCILE_PAGE_JOBS)) {
    const lost = await jobs.lose(job.jobId, now);
    if (lost === null) continue;
    reclaimed += 1;
    log.warn('a worker was lost', { jobId: job.jobId, platform: job.platform, waitsAgain: lost.waiting });
    // The dead worker's lock may outlive the lease by a moment; the store has decided, so it is taken away.
    await queue.remove(job.platform, job.jobId);
    if (lost.waiting) await queue.enqueueAll([{ ...hint(job), delayMs: RECLAIM_PAUSE_MS }]);
  }
  return reclaimed;
}

async function refill({ jobs, queue }: Parameters<typeof reconcile>[0]): Promise<number> {
  const heldBy = new Map<string, ReadonlySet<string>>();
  let enqueued = 0;
  let after: string | undefined;
  let begun: string | undefined;
  for (let page = 0; page < RECONCILE_PAGES_MAX; page += 1) {
    const waiting = await jobs.waiting(RECONCILE_PAGE_JOBS, after);
    const first = waiting[0]?.jobId;
    if (first === undefined || first === begun) break;
    begun = first;
    const missing: QueuedJob[] = [];
    for (const job of waiting) {
      const held = heldBy.get(job.platform) ?? (await queue.held(job.platform));
      heldBy.set(job.platform, held);
      if (!held.has(job.jobId)) missing.push(hint(job));
    }
    await queue.enqueueAll(missing);
    enqueued += missing.length;
    if (waiting.length < RECONCILE_PAGE_JOBS) break;
    after = waiting.at(-1)?.jobId;
  }
  return enqueued;
}

function hint(job: { readonly jobId: string; readonly platform: string; readonly priority: number }): QueuedJob {
  return { jobId: job.jobId, platform: job.platform, priority: job.priority };
}
