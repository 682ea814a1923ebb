import { ErrorCode as BullCode } from 'bullmq';
import { PlumblineError } from '../core/errors.ts';
import type { Clock } from '../core/ports/base.ts';

/** What BullMQ answers when a lock is not held with that token (any more). */
const LOCK_LOST: ReadonlySet<unknown> = new Set([
  BullCode.JobNotExist,
  BullCode.JobLockNotExist,
  BullCode.JobNotInState,
  BullCode.JobLockMismatch,
]);

/** Whether an error of BullMQ says that the job is not ours, as opposed to "I could not ask". */
export function isLockLost(error: unknown): boolean {
  return error instanceof Error && LOCK_LOST.has((error as Error & { code?: unknown }).code);
}

/** Any failure of the backend as QUEUE_UNAVAILABLE; a coded error stays what it is. `where` holds no password. */
export function unavailable(where: string, error: unknown): PlumblineError {
  if (error instanceof PlumblineError) return error;
  const message = error instanceof Error ? error.message || error.name : String(error);
  // The cause is left out on purpose: a driver's error carries the command, and AUTH's command is the password.
  return new PlumblineError('QUEUE_UNAVAILABLE', `${where}: ${message.replace(/\/\/[^@\s/]*@/g, '//***@')}`);
}

/** The promise's own outcome, or QUEUE_UNAVAILABLE after `ms` milliseconds. */
export async function within<T>(clock: Clock, ms: number, where: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = clock.sleep(ms, timer.signal).then(() => {
    throw new PlumblineError('QUEUE_UNAVAILABLE', `${where}: no answer within ${ms} ms`);
  });
  // Whichever loses the race has nobody left to hear its rejection.
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
