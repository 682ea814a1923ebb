import type { Conclusion, Search, SearchState } from '../../core/model/search.ts';
import { changed, type SearchDeps } from './deps.ts';
import { withImageSuspects } from './image-suspects.ts';

/** Ends a search that is still in `from`; the metric is that of its levels, and an image is named with what is in it. False when somebody ended it meanwhile. */
export async function endSearch(
  deps: SearchDeps,
  search: Search,
  from: SearchState,
  said: Conclusion,
): Promise<boolean> {
  const conclusion = await withImageSuspects(deps, search, said);
  const metric = conclusion.metric ?? search.levels?.metric ?? search.metric;
  const ended = changed(deps, search, {
    state: 'ended',
    conclusion: { ...conclusion, metric },
    reason: conclusion.reason,
  });
  if (!(await deps.store.searches.change(ended, from))) return false;
  const { outcome, decisions, runs } = conclusion;
  deps.log.info('search ended', { search: search.id, outcome, decisions, runs });
  return true;
}
