import { PlumblineError } from '../core/errors.ts';
import type { Search } from '../core/model/search.ts';
import type { ApiDeps } from './deps.ts';
import { quietly } from './door/quietly.ts';
import { found } from './found.ts';

type CancelDeps = Pick<ApiDeps, 'store' | 'queue' | 'clock' | 'log' | 'wake'>;

/**
 * Stops a search where it stands: its experiment is taken back where it waits, and where it runs its run is asked to stop;
 * what was found so far stays. NOT_FOUND, or CONFLICT when it has ended or changed
 * meanwhile.
 */
export async function cancelSearch({ store, queue, clock, log, wake }: CancelDeps, id: string): Promise<Search> {
  const search = found(await store.searches.get(id), 'search', id);
  if (search.state === 'cancelled') return search;
  if (search.state === 'ended') throw new PlumblineError('CONFLICT', `search "${id}" has ended`);
  const cancelled: Search = {
    ...search,
    state: 'cancelled',
    updatedAt: clock.now().toISOString(),
    reason: 'cancelled by a person',
  };
  if (!(await store.searches.change(cancelled, search.state)))
    throw new PlumblineError('CONFLICT', `search "${id}" changed meanwhile`);
  const open = (await store.searches.steps(id)).at(-1);
  // A process that dies here leaves the experiment in the queue: the worker that takes it is told at once to stop.
  if (open?.experimentId && open.answer === null) {
    const { experimentId } = open;
    if (await store.experiments.cancel(experimentId, cancelled.updatedAt))
      await quietly(log, 'remove', () => queue.remove(search.platform, experimentId));
  }
  wake?.();
  return cancelled;
}
