import type { NewRun } from '../core/ports/store-runs.ts';
import type { ApiDeps } from './deps.ts';
import { quietly } from './door/quietly.ts';

/** Stores runs and tells the queue. False when the queue was away: the runs stand, and the reconciler brings them in. */
export async function storeAndEnqueue(
  { store, queue, log }: Pick<ApiDeps, 'store' | 'queue' | 'log'>,
  runs: readonly NewRun[],
): Promise<boolean> {
  await store.runs.create(runs);
  const jobs = runs.map((run) => ({ jobId: run.id, platform: run.pins.platform, priority: run.priority }));
  return quietly(log, 'enqueue', () => queue.enqueueAll(jobs));
}
