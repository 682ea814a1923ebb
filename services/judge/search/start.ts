import { contentOf } from '../../core/attribution/content.ts';
import { noCause } from '../../core/attribution/no-cause.ts';
import { levelsOf } from '../../core/attribution/trial/levels.ts';
import { severityOf } from '../../core/judge/severity.ts';
import type { Incident } from '../../core/model/incident.ts';
import { isRestorable } from '../../core/model/pins.ts';
import type { Levels } from '../../core/model/search.ts';
import { confirmedSeries, link, searchOf } from './begin.ts';
import type { SearchDeps } from './deps.ts';
import { startHostSide } from './host-side.ts';
import { tellNews } from './news.ts';
import { type KnownSides, knownSides } from './sides.ts';

/** Confirmed incidents that are looked at in one step; more than this is a flood that people must look at first. */
export const INCIDENTS_MAX = 1000;

/**
 * Begins a search for every confirmed incident that leads and has none, worst first. Where there is nothing to search the
 * incident says why. Returns how many were begun.
 */
export async function startSearches(deps: SearchDeps): Promise<number> {
  const { store, config } = deps;
  const confirmed = await store.incidents.list({ project: config.project, states: ['confirmed'] }, INCIDENTS_MAX);
  const waiting = confirmed.filter(
    ({ leaderId, searchId, cause }) => leaderId === null && searchId === null && cause === null,
  );
  let started = 0;
  for (const incident of worstFirst(waiting)) started += (await startOne(deps, incident)) ? 1 : 0;
  return started;
}

/** By how bad the suspicion looked; the older first where that is the same. */
function worstFirst(incidents: readonly Incident[]): readonly Incident[] {
  return incidents
    .map((incident) => ({ incident, severity: severityOf(incident.series) }))
    .sort((a, b) =>
      a.severity === b.severity ? (a.incident.id < b.incident.id ? -1 : 1) : a.severity > b.severity ? -1 : 1,
    )
    .map(({ incident }) => incident);
}

async function startOne(deps: SearchDeps, incident: Incident): Promise<boolean> {
  const { config } = deps;
  const sides = await knownSides(deps, incident);
  if (sides !== null && !(isRestorable(sides.good.pins) && isRestorable(sides.bad.pins)))
    return await giveUp(
      deps,
      incident,
      'no search for the cause: another system ran it, and its image is not pinned here',
    );
  if (incident.side === 'host') return await startHostSide(deps, incident, sides);
  if (config.searchRuns === 0 || config.searchMinutes === 0)
    return await giveUp(deps, incident, 'no search for the cause: its budget is 0 (budgets.searchRuns, searchMinutes)');
  if (sides === null) return await giveUp(deps, incident, 'no search for the cause: no good environment is known');
  if (contentOf(sides.good.pins) === contentOf(sides.bad.pins))
    return await giveUp(deps, incident, 'no search for the cause: both environments are pinned to the same contents');
  const levels = incident.side === 'container' ? await knownLevels(deps, incident, sides) : null;
  return await link(deps, incident, searchOf(deps, incident, sides, levels));
}

async function giveUp(deps: SearchDeps, incident: Incident, reason: string): Promise<false> {
  await tellNews(deps, incident, reason, { cause: noCause('blocked', reason, { left: incident.suspects }) });
  return false;
}

/** What both sides give, as the confirmation showed it, for the series with the most evidence. Null: a split must show it. */
async function knownLevels({ store }: SearchDeps, incident: Incident, { runs }: KnownSides): Promise<Levels | null> {
  for (const { seriesId } of confirmedSeries(incident.series)) {
    const series = await store.series.get(seriesId);
    const levels = series === null ? null : levelsOf(runs, series.definition);
    if (levels !== null) return levels;
  }
  return null;
}
