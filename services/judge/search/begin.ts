import { JUDGE } from '../../core/judge/incident.ts';
import type { Incident, IncidentSeries } from '../../core/model/incident.ts';
import type { Levels, Search } from '../../core/model/search.ts';
import { SEARCH_BUDGET } from '../../core/planning/search-request.ts';
import type { SearchDeps } from './deps.ts';
import { tellNews } from './news.ts';
import type { KnownSides } from './sides.ts';
import { GOING_ON, stopSearch } from './stop.ts';

/** Searches of one incident: each retry begins one. */
const SEARCHES_MAX = 100;

/**
 * Stores the search and then names it in its incident. Cut short between the two, the next step finds it by its sides,
 * which are runs that no other search of the incident has: what else of the incident still goes on was asked before a
 * person asked for it again.
 */
export async function link(deps: SearchDeps, incident: Incident, search: Search): Promise<boolean> {
  const { store, log } = deps;
  const own = await store.searches.list({ incidentId: incident.id }, SEARCHES_MAX);
  const same = own.find((other) => JSON.stringify(sidesText(other)) === JSON.stringify(sidesText(search)));
  for (const old of own)
    if (old !== same && GOING_ON.some((state) => state === old.state))
      await stopSearch(deps, old, `incident ${incident.id} was asked about again`);
  if (!same) await store.searches.create(search);
  const { id } = same ?? search;
  const named = await tellNews(deps, incident, `a search for its cause was begun: ${id}`, { searchId: id });
  if (named) log.info('search begun', { search: id, incident: incident.id });
  return named;
}

const sidesText = ({ sides: { good, bad } }: Search) =>
  [good, bad].map((side) => (side.kind === 'run' ? side.run : ''));

/** The search that an incident's two environments ask for. */
export function searchOf(
  { clock, ids, config }: SearchDeps,
  incident: Incident,
  { good, bad }: KnownSides,
  levels: Levels | null,
): Search {
  const now = clock.now().toISOString();
  const { project, benchmark, platform } = incident;
  return {
    ...{ id: ids.next('sea'), project, incidentId: incident.id, actor: JUDGE, benchmark, platform },
    ...{ state: 'queued', createdAt: now, updatedAt: now },
    sides: { good: { kind: 'run', run: good.id }, bad: { kind: 'run', run: bad.id } },
    ...{
      good: null,
      bad: null,
      limits: null,
      metrics: [],
      metric: levels?.metric ?? leading(incident)?.metric ?? null,
    },
    ...{ changes: [], implications: [], levels, host: bad.host },
    budget: {
      maxRuns: config.searchRuns,
      maxMinutes: config.searchMinutes,
      maxPairs: Math.min(config.maxPairs, SEARCH_BUDGET.maxPairs),
    },
    ...{ bound: null, conclusion: null, reason: 'waits for its turn' },
  };
}

/** The confirmed series with the most evidence; the first one where none is by itself, as on the host's side. */
export function leading({ series }: Pick<Incident, 'series'>): IncidentSeries | null {
  return confirmedSeries(series)[0] ?? series[0] ?? null;
}

/** Confirmed series, the one with the most evidence first. */
export function confirmedSeries(series: Incident['series']): readonly IncidentSeries[] {
  return series
    .filter(({ confirmation }) => confirmation?.decision === 'confirmed')
    .sort((a, b) => (b.confirmation?.evidence ?? 0) - (a.confirmation?.evidence ?? 0));
}
