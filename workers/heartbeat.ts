import { describeError, PlumblineError } from '../services/core/errors.ts';
import { HEARTBEAT_MS } from '../services/core/planning/lease.ts';
import type { Clock, Log } from '../services/core/ports/base.ts';
import type { WorkerDoor } from '../services/core/ports/door.ts';

/** Why work on a job must stop before its end. `drain` is the worker's own wish. */
export type StopReason = 'cancel' | 'lost' | 'drain';

/** Keeps a claim alive while its job is worked on. */
export interface Heartbeat {
  /** Aborts, with a StopReason as its reason, when the work must stop. */
  readonly signal: AbortSignal;
  end(): Promise<void>;
}

/**
 * Renews a claim every HEARTBEAT_MS. An API that does not answer is no reason to stop: training goes on and its result
 * waits on disk. `drained` asks the work to stop from the worker's side.
 */
export function startHeartbeat(options: {
  readonly door: WorkerDoor;
  readonly jobId: string;
  readonly fence: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly drained: AbortSignal;
  readonly everyMs?: number;
}): Heartbeat {
  const { door, jobId, fence, clock, log, drained, everyMs = HEARTBEAT_MS } = options;
  const stop = new AbortController();
  const ended = new AbortController();
  const drain = (): void => stop.abort('drain' satisfies StopReason);
  if (drained.aborted) drain();
  drained.addEventListener('abort', drain, { once: true });

  async function beat(): Promise<void> {
    for (;;) {
      await clock.sleep(everyMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        const { cancel } = await door.heartbeat(jobId, fence);
        if (cancel) stop.abort('cancel' satisfies StopReason);
      } catch (error) {
        if (error instanceof PlumblineError && error.code === 'LEASE_LOST') {
          stop.abort('lost' satisfies StopReason);
          return;
        }
        log.warn('a heartbeat was not taken', { job: jobId, error: describeError(error) });
      }
    }
  }
  const beating = beat();

  return {
    signal: stop.signal,
    async end() {
      ended.abort();
      drained.removeEventListener('abort', drain);
      await beating;
    },
  };
}
