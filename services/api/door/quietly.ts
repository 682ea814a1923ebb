import type { Log } from '../../core/ports/base.ts';

/**
 * Tells the queue something that the database already knows. When the queue is away nothing is lost: the reconciler
 * compares the two and the database wins, so the failure is logged and the caller's answer stands.
 */
export async function quietly(log: Log, what: string, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    log.warn('the queue was not told; the reconciler will', {
      what,
      error: error instanceof Error ? error.message : String(error),
    });
    return false;
  }
}
