import type { Search, SearchAsk } from '../../core/model/search.ts';
import { cutShort } from './cut-short.ts';
import type { SearchDeps } from './deps.ts';
import { endSearch } from './end.ts';

/** Moves of a channel that are looked through for the digests between both sides. */
const MOVES_MAX = 1000;

/** Asks what lies between both sides of the cause and stores the list as an answered step, so that a replay reads the same. */
export async function betweenStep(
  deps: SearchDeps,
  search: Search,
  at: number,
  ask: Extract<SearchAsk, { kind: 'between' }>,
): Promise<boolean> {
  const { store, mixer, clock, tries, log } = deps;
  const { good, bad, id } = search;
  if (good === null || bad === null || !tries.ready(id)) return false;
  try {
    const items =
      ask.what === 'digests'
        ? await digestsBetween(deps, search)
        : await mixer.between(good, bad, ask.what, ask.factors);
    tries.succeeded(id);
    const createdAt = clock.now().toISOString();
    const answer = { kind: 'between', items } as const;
    return await store.searches.begin({ searchId: id, at, ask, answer, experimentId: null, createdAt }, null);
  } catch (error) {
    const why = tries.failed(id, error);
    if (why !== null)
      return await endSearch(deps, search, 'running', cutShort(search, await store.searches.steps(id), why));
    log.warn('what lies between is asked for again', { search: id, error: String(error) });
    return false;
  }
}

/** Images that the channel resolved to after the good side and before the bad one, oldest first. */
async function digestsBetween(
  { store }: SearchDeps,
  { project, benchmark, platform, good, bad }: Search,
): Promise<readonly string[]> {
  const moves = (await store.channels.history(project, benchmark, MOVES_MAX))
    .filter((move) => move.platform === platform)
    .flatMap(({ changes }) => changes.filter(({ factor }) => factor === 'image'))
    .reverse();
  const to = moves.map((change) => change.to);
  const last = to.lastIndexOf(bad?.image.reference ?? '');
  const before = last < 0 ? [] : to.slice(0, last);
  const from = before.lastIndexOf(good?.image.reference ?? '');
  const first = from >= 0 ? from + 1 : moves.findIndex((change) => change.from === good?.image.reference);
  return first < 0 ? [] : [...new Set(before.slice(first))];
}
