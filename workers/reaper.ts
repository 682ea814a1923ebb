import { describeError } from '../services/core/errors.ts';
import type { Clock, Log } from '../services/core/ports/base.ts';
import type { ContainerClient } from './docker/container-client.ts';
import { LABEL_ATTEMPT, LABEL_HOME, LABEL_HOST, LABEL_RUN } from './docker/labels.ts';

/** How often leftovers are looked for, in milliseconds. */
const REAP_EVERY_MS = 60_000;

/** The attempts that this process works on. */
export interface ActiveRuns {
  /** Returns what ends the entry. */
  add(runId: string, attempt: number): () => void;
  has(runId: string, attempt: string): boolean;
}

export function createActiveRuns(): ActiveRuns {
  const keys = new Set<string>();
  return {
    add(runId, attempt) {
      const key = `${runId} ${attempt}`;
      keys.add(key);
      return () => void keys.delete(key);
    },
    has: (runId, attempt) => keys.has(`${runId} ${attempt}`),
  };
}

export interface ReaperDeps {
  readonly containers: ContainerClient;
  readonly active: ActiveRuns;
  readonly host: string;
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Removes containers that this worker started in an earlier life, or could not remove. Containers of others, without our
 * labels or with another worker's, are never touched. Returns how many it removed.
 */
export async function reap(deps: ReaperDeps): Promise<number> {
  let removed = 0;
  for (const { id, labels } of await deps.containers.list({ [LABEL_HOST]: deps.host, [LABEL_HOME]: deps.home })) {
    const run = labels[LABEL_RUN];
    const attempt = labels[LABEL_ATTEMPT];
    if (run === undefined || attempt === undefined || deps.active.has(run, attempt)) continue;
    try {
      await deps.containers.remove(id);
      removed += 1;
      deps.log.warn('removed a container that nobody worked on', { run, attempt });
    } catch (error) {
      // One that holds a device in trouble may stay for ever; the others go all the same.
      deps.log.warn('a container was not removed', { run, attempt, error: describeError(error) });
    }
  }
  return removed;
}

/** Reaps now and every minute until the signal aborts. An engine that is away is tried again. */
export async function keepReaping(deps: ReaperDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await reap(deps);
    } catch (error) {
      deps.log.warn('the reaper could not look', { error: describeError(error) });
    }
    await deps.clock.sleep(REAP_EVERY_MS, signal);
  }
}
