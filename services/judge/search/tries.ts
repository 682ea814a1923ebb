import { PlumblineError } from '../../core/errors.ts';
import { retryDelayMs } from '../../core/planning/retry.ts';
import type { Clock } from '../../core/ports/base.ts';

/** Tries at something that an index, a registry or the engine refused for now; with the pauses of `retryDelayMs`, 20 minutes. */
export const TRIES_MAX = 8;
/** Searches that are remembered at once; the oldest is forgotten, which only gives it more tries. */
const KEPT_MAX = 1000;

interface Failed {
  readonly count: number;
  readonly notBefore: number;
}

/** How often building for a search has failed in a way that may pass. Kept in memory: a restart gives it new tries. */
export interface Tries {
  /** Whether the pause after the last failure is over. */
  ready(id: string): boolean;
  succeeded(id: string): void;
  /**
   * Counts a failure. Null: it is tried again later; a text: why it is given up, since it was tried often enough or
   * cannot pass by itself. Rethrows what is no coded error: a defect, which the loop logs.
   */
  failed(id: string, error: unknown): string | null;
}

export function countTries(clock: Clock): Tries {
  const kept = new Map<string, Failed>();
  return {
    ready: (id) => (kept.get(id)?.notBefore ?? 0) <= clock.now().getTime(),
    succeeded: (id) => {
      kept.delete(id);
    },
    failed: (id, error) => {
      if (!(error instanceof PlumblineError)) throw error;
      const count = 1 + (kept.get(id)?.count ?? 0);
      if (!error.retryable || count >= TRIES_MAX) {
        kept.delete(id);
        return [error.code, error.message].join(': ') + (error.retryable ? ` (tried ${count} times)` : '');
      }
      kept.set(id, { count, notBefore: clock.now().getTime() + retryDelayMs(count) });
      const oldest = kept.keys().next().value;
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      return null;
    },
  };
}
