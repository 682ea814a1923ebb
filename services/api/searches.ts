import { PlumblineError } from '../core/errors.ts';
import type { Search } from '../core/model/search.ts';
import type { ApiDeps } from './deps.ts';
import { found } from './found.ts';

type CancelDeps = Pick<ApiDeps, 'store' | 'queue' | 'clock' | 'log' | 'wake'>;

/** Stops a search where it stands; NOT_FOUND, or CONFLICT when it has ended or changed meanwhile. */
export async function cancelSearch({ store, clock, wake }: CancelDeps, id: string): Promise<Search> {
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
  wake?.();
  return cancelled;
}
