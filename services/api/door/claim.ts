import type { ClaimRequest, Job, RunOrder } from '../../core/model/job.ts';
import { monotonicMs } from '../../core/planning/steady-clock.ts';
import type { Leased, Run } from '../../core/ports/store-runs.ts';
import type { ApiDeps } from '../deps.ts';
import { newLease, type Turn, type TurnDeps, takeTurn } from './host-turn.ts';
import { quietly } from './quietly.ts';

type ReturnDeps = Pick<ApiDeps, 'store' | 'queue' | 'clock' | 'ids' | 'log'>;
type ClaimDeps = ReturnDeps & TurnDeps;

/** Old hints that one claim clears away before it answers that nothing came. */
const STALE_HINTS_MAX = 1000;
/** Wait before a job whose lease could not be written is tried again, in milliseconds. */
const LEASE_FAILED_DELAY_MS = 2_000;
/**
 * Wait before an experiment of another host is offered again, in milliseconds: long enough that the other jobs of the queue
 * come first here, short enough that its own host gets it with its next look.
 */
const OTHER_HOST_DELAY_MS = 1_000;
/** Experiments of other hosts that one claim passes over: with one that is bound, more than its longest wait sees. */
const OTHER_HOST_MAX = 100;
/** How long a host that may have nothing now is held before it is told so, in milliseconds; it asks again at once. */
const NOTHING_MS = 2_000;

/**
 * Waits for a job: the queue names a candidate, the database decides whether it is to be had. A hint about a job that
 * is done, cancelled or held is taken out of the queue and the wait goes on; one that is bound to another host stays in it,
 * and what waits behind it is asked for. Null when nothing came in time, or when the caller has gone; a job that was
 * claimed for a caller who has gone is given back at once. A host that needs a canary gets it first, also when a night was
 * planned while it waited.
 */
export async function claimJob(deps: ClaimDeps, request: ClaimRequest, signal: AbortSignal): Promise<Job | null> {
  const { queue, store, clock, ids, log } = deps;
  const { platform, host, workerId } = request;
  const end = monotonicMs(clock) + request.waitMs;
  await store.hosts.seen({ host, platform, workerId, seenAt: clock.now().toISOString() });
  let passed = 0;
  for (let hint = 0; hint < STALE_HINTS_MAX && !signal.aborted; hint++) {
    const before = await takeTurn(deps, request);
    if (before !== 'queue') return endTurn(deps, request, before, signal);
    const fence = ids.secret();
    const waitMs = Math.max(0, end - monotonicMs(clock));
    const queued = await queue.claim(platform, fence, waitMs, signal);
    if (queued === null) return null;
    const { jobId } = queued;
    const giveBack = (delayMs: number) =>
      quietly(log, 'give back', () => queue.giveBack(platform, jobId, fence, delayMs));
    if (signal.aborted) {
      await giveBack(0);
      return null;
    }
    let leased: Leased | null;
    let others = false;
    try {
      const turn = await takeTurn(deps, request);
      if (turn !== 'queue') {
        await giveBack(0);
        return endTurn(deps, request, turn, signal);
      }
      leased = await store.jobs.lease(jobId, { ...newLease(deps, request), fence });
      others = leased === null && (await waitsForOther(deps, jobId, host));
    } catch (error) {
      await giveBack(LEASE_FAILED_DELAY_MS);
      throw error;
    }
    if (others) {
      await giveBack(OTHER_HOST_DELAY_MS);
      passed += 1;
      if (passed === OTHER_HOST_MAX) return null;
      continue;
    }
    if (leased === null) {
      await quietly(log, 'take out an old hint', () => queue.complete(platform, jobId, fence));
      continue;
    }
    if (!signal.aborted) return jobOf(leased, fence);
    await returnJob(deps, platform, jobId, fence);
    return null;
  }
  return null;
}

/** Whether a job is an experiment that waits for another host. */
async function waitsForOther({ store }: Pick<ApiDeps, 'store'>, jobId: string, host: string): Promise<boolean> {
  const experiment = await store.experiments.get(jobId);
  return experiment?.state === 'queued' && experiment.host !== null && experiment.host !== host;
}

/** The job of a turn that needs no queue, or null after a pause: then the host is to have nothing now. */
async function endTurn(
  deps: ClaimDeps,
  { platform, waitMs }: ClaimRequest,
  turn: Exclude<Turn, 'queue'>,
  signal: AbortSignal,
): Promise<Job | null> {
  if (turn === 'nothing') {
    await deps.clock.sleep(Math.min(waitMs, NOTHING_MS), signal);
    return null;
  }
  const { leased, fence } = turn;
  if (!signal.aborted) return jobOf(leased, fence);
  await returnJob(deps, platform, leased.jobId, fence);
  return null;
}

/** Hands a claimed job back unfinished: database first, then the queue. False when somebody else has it. */
export async function returnJob(deps: ReturnDeps, platform: string, jobId: string, fence: string): Promise<boolean> {
  const released = await deps.store.jobs.release(jobId, fence, deps.clock.now().toISOString());
  if (released) await quietly(deps.log, 'give back', () => deps.queue.giveBack(platform, jobId, fence, 0));
  return released;
}

function jobOf(leased: Leased, fence: string): Job {
  const { jobId, leaseUntil, run } = leased;
  if (leased.kind === 'experiment' || run === null) return { kind: 'experiment', jobId, fence, leaseUntil };
  return { kind: 'run', jobId, fence, leaseUntil, run: orderOf(run) };
}

/** What a worker must know of a run. */
export function orderOf(run: Run): RunOrder {
  const { id, attempt, seed, pins, limits, metrics } = run;
  return { runId: id, attempt, seed, pins, limits, metrics: [...metrics] };
}
