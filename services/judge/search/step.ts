import { severityOf } from '../../core/judge/severity.ts';
import type { Search } from '../../core/model/search.ts';
import { advanceSearch } from './advance.ts';
import { codedMixer } from './coded-mixer.ts';
import type { SearchDeps } from './deps.ts';
import { advanceHostSide } from './host-side.ts';
import { prepareSearch } from './prepare.ts';
import { startSearches } from './start.ts';
import { GOING_ON, stopSearch } from './stop.ts';
import { tellEnded } from './tell.ts';
import { countTries } from './tries.ts';

/** Searches of a platform that are under way at once: each holds a host for hours, and nights want their turn too. */
export const SEARCHES_PER_PLATFORM = 1;
/** Open searches that are looked at in one step. */
const OPEN_MAX = 1000;
/** Writes of one search in a step; the next step goes on. Answers that are known come without a wait between them. */
const MOVES_MAX = 50;

/** What one step did; all zero when there was nothing to do. */
export interface SearchStepDone {
  readonly started: number;
  /** Writes that moved a search on. */
  readonly moved: number;
  readonly told: number;
}

export interface Searcher {
  step(): Promise<SearchStepDone>;
}

/** The loop that carries out searches. */
export function createSearcher(deps: Omit<SearchDeps, 'tries'>): Searcher {
  const tries = countTries(deps.clock);
  const mixer = codedMixer(deps.mixer);
  return { step: () => searchStep({ ...deps, mixer, tries }) };
}

/**
 * One step: searches are begun for confirmed incidents, those under way are moved on as far as they can without a worker,
 * and incidents are told what came of theirs. Every write is a compare-and-set that the next step finds done or undone,
 * so a process may die anywhere and another may do the same at once.
 */
export async function searchStep(deps: SearchDeps): Promise<SearchStepDone> {
  const started = await startSearches(deps);
  let moved = 0;
  const failures: unknown[] = [];
  for (const search of await underWay(deps)) {
    try {
      moved += await moveOn(deps, search.id);
    } catch (error) {
      // One search that cannot go on keeps no other from it.
      failures.push(error);
    }
  }
  const told = await tellEnded(deps);
  if (failures.length > 0) throw failures[0];
  return { started, moved, told };
}

/** Those that are under way, and where a platform has room, the next in line: by hand first, then worst first, then oldest. */
async function underWay(deps: SearchDeps): Promise<readonly Search[]> {
  const { store, config } = deps;
  const open = await store.searches.list({ project: config.project, states: GOING_ON }, OPEN_MAX);
  const needed: { readonly search: Search; readonly urgency: number }[] = [];
  for (const search of open) {
    const urgency = await urgencyOf(deps, search);
    if (urgency === null) await stopSearch(deps, search, 'its incident no longer asks for it');
    else needed.push({ search, urgency });
  }
  const begun = needed.filter(({ search }) => search.state !== 'queued').map(({ search }) => search);
  const places = new Map<string, number>();
  const room = ({ platform }: Search): boolean => {
    const taken = places.get(platform) ?? 0;
    places.set(platform, taken + 1);
    return taken < SEARCHES_PER_PLATFORM;
  };
  const next = needed
    .filter(({ search }) => search.state === 'queued')
    .sort(
      (a, b) =>
        order(b.urgency, a.urgency) || order(a.search.createdAt, b.search.createdAt) || order(a.search.id, b.search.id),
    )
    .map(({ search }) => search);
  return [...begun.filter((search) => room(search) || search.state === 'running'), ...next.filter(room)];
}

/** Above all others for one that a person asked for; null: its incident is closed, or has another search now. */
async function urgencyOf({ store }: SearchDeps, { id, incidentId }: Search): Promise<number | null> {
  if (incidentId === null) return Number.POSITIVE_INFINITY;
  const incident = await store.incidents.get(incidentId);
  if (incident?.state !== 'confirmed' || (incident.searchId !== null && incident.searchId !== id)) return null;
  // Runs that fail are infinitely bad, but a person who waits comes first.
  return Math.min(severityOf(incident.series), Number.MAX_VALUE);
}

function order<T extends number | string>(one: T, other: T): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

async function moveOn(deps: SearchDeps, id: string): Promise<number> {
  for (let moves = 0; moves < MOVES_MAX; moves += 1) {
    const search = await deps.store.searches.get(id);
    if (!search || !(await moveOnce(deps, search))) return moves;
  }
  return MOVES_MAX;
}

async function moveOnce(deps: SearchDeps, search: Search): Promise<boolean> {
  if (search.state === 'queued' || search.state === 'preparing') return await prepareSearch(deps, search);
  if (search.state !== 'running') return false;
  const incident = search.incidentId === null ? null : await deps.store.incidents.get(search.incidentId);
  return incident?.side === 'host' ? await advanceHostSide(deps, search, incident) : await advanceSearch(deps, search);
}
