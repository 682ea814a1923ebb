import type { Search, SearchStep } from '../../core/model/search.ts';
import { changed, type SearchDeps } from './deps.ts';

/** States of a search that goes on. */
export const GOING_ON = ['queued', 'preparing', 'running'] as const;

/** Cancels a search that nobody needs any more, with the experiment that it waits for. */
export async function stopSearch(deps: SearchDeps, search: Search, reason: string): Promise<void> {
  const { store, log } = deps;
  if (!(await store.searches.change(changed(deps, search, { state: 'cancelled', reason }), search.state))) return;
  await stopTrial(deps, search, (await store.searches.steps(search.id)).at(-1));
  log.info('search cancelled', { search: search.id, reason });
}

/** Takes the experiment of a step back: out of the queue where it waits; where it runs, its run is asked to stop. */
export async function stopTrial(deps: SearchDeps, search: Search, step: SearchStep | undefined): Promise<void> {
  if (!step || step.answer !== null || step.experimentId === null) return;
  const { store, queue, clock } = deps;
  if (await store.experiments.cancel(step.experimentId, clock.now().toISOString()))
    await queue.remove(search.platform, step.experimentId);
}
