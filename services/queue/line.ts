import { PlumblineError } from '../core/errors.ts';
import type { Clock } from '../core/ports/base.ts';
import { DIRECT_ASKS_MAX, WAITERS_MAX } from './bounds.ts';

interface Waiter {
  readonly token: string;
  /** Set once the caller has its answer; a job that arrives later goes back. */
  answered: boolean;
  /** Nobody may answer `null` for the waiter while a job may be on its way to it. */
  asking: boolean;
  expired: boolean;
  answer(jobId: string | null): void;
  fail(error: unknown): void;
}

export interface Line {
  claim(token: string, waitMs: number, signal?: AbortSignal): Promise<string | null>;
  /** There may be a job now: ask at once. */
  wake(): void;
  /** Ends every waiting claim with null; resolves when no request is under way any more. */
  close(): Promise<void>;
}

/**
 * The claims that wait for a job of one platform: first come, first served. However many wait, one of them asks at a
 * time, when something was enqueued here or every `pollMs` milliseconds (jobs enqueued by other processes, delays that
 * ran out), so that waiting costs the backend the same for one claim as for a thousand.
 */
export function createLine(options: {
  fetch(token: string): Promise<string | null>;
  giveBack(jobId: string, token: string): Promise<unknown>;
  clock: Clock;
  pollMs: number;
}): Line {
  const { fetch, giveBack, clock, pollMs } = options;
  const waiters: Waiter[] = [];
  const direct = new Set<Promise<unknown>>();
  let closed = false;
  let woken = false;
  let pause = new AbortController();
  let pumping: Promise<void> | null = null;

  /** Asks for one job; what nobody wants any more goes back, so that it is not locked for nobody. */
  async function ask(token: string, wanted: () => boolean): Promise<string | null> {
    const jobId = await fetch(token);
    if (jobId === null || wanted()) return jobId;
    // A job that cannot be given back now comes back when its lock runs out.
    await giveBack(jobId, token).catch(() => undefined);
    return null;
  }

  function wake(): void {
    woken = true;
    pause.abort();
  }

  async function claim(token: string, waitMs: number, signal?: AbortSignal): Promise<string | null> {
    if (closed || signal?.aborted) return null;
    if ((waiters.length === 0 && direct.size < DIRECT_ASKS_MAX) || waitMs <= 0) {
      const asked = ask(token, () => !closed && signal?.aborted !== true);
      direct.add(asked);
      try {
        const jobId = await asked;
        if (jobId !== null) return jobId;
      } finally {
        direct.delete(asked);
      }
    } else if (waiters.length === 0) {
      // It begins the line without having asked.
      wake();
    }
    if (closed || signal?.aborted || waitMs <= 0) return null;
    if (waiters.length >= WAITERS_MAX) {
      throw new PlumblineError('QUEUE_UNAVAILABLE', `${WAITERS_MAX} claims wait on this platform already`);
    }
    return join(token, waitMs, signal);
  }

  function join(token: string, waitMs: number, signal?: AbortSignal): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const timer = new AbortController();
      const end = (settle: () => void) => {
        if (waiter.answered) return;
        waiter.answered = true;
        timer.abort();
        signal?.removeEventListener('abort', leave);
        const at = waiters.indexOf(waiter);
        if (at >= 0) waiters.splice(at, 1);
        settle();
      };
      const waiter: Waiter = {
        token,
        answered: false,
        asking: false,
        expired: false,
        answer: (jobId) => end(() => resolve(jobId)),
        fail: (error) => end(() => reject(error)),
      };
      const leave = () => waiter.answer(null);
      signal?.addEventListener('abort', leave, { once: true });
      waiters.push(waiter);
      void clock.sleep(waitMs, timer.signal).then(() => {
        waiter.expired = true;
        if (!waiter.asking) waiter.answer(null);
      });
      pumping ??= pump().finally(() => {
        pumping = null;
      });
    });
  }

  async function pump(): Promise<void> {
    // The claim that begins the line has just asked in vain, so the first thing to do is to wait.
    for (let waiter = waiters[0]; waiter !== undefined && !closed; waiter = waiters[0]) {
      if (!woken) {
        pause = new AbortController();
        await clock.sleep(pollMs, pause.signal);
      }
      woken = false;
      await serve();
    }
  }

  /** Answers waiters until one goes away empty-handed. */
  async function serve(): Promise<void> {
    for (let waiter = waiters[0]; waiter !== undefined && !closed; waiter = waiters[0]) {
      const asker = waiter;
      asker.asking = true;
      try {
        const jobId = await ask(asker.token, () => !asker.answered);
        asker.asking = false;
        if (jobId === null) {
          if (asker.expired) asker.answer(null);
          // A caller that left meanwhile may have had the only job: it is back now, so the next one asks too.
          if (asker.answered) continue;
          return;
        }
        asker.answer(jobId);
      } catch (error) {
        for (const one of [...waiters]) one.fail(error);
        return;
      }
    }
  }

  return {
    claim,
    wake,
    close: async () => {
      closed = true;
      for (const one of [...waiters]) one.answer(null);
      pause.abort();
      await Promise.allSettled([...direct, pumping]);
    },
  };
}
