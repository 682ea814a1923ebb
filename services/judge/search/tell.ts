import { provenFactors } from '../../core/attribution/proven.ts';
import { JUDGE, moveIncident } from '../../core/judge/incident.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { Conclusion, Search } from '../../core/model/search.ts';
import { confirmedSeries } from './begin.ts';
import type { SearchDeps } from './deps.ts';
import { mergeInto, sameCauseLeader } from './merge.ts';
import { tellNews } from './news.ts';
import { INCIDENTS_MAX } from './start.ts';
import { toldOf } from './told.ts';

/** Tells every confirmed incident whose search has ended what it found. Returns how many were told. */
export async function tellEnded(deps: SearchDeps): Promise<number> {
  const { store, config } = deps;
  let told = 0;
  for (const incident of await store.incidents.list(
    { project: config.project, states: ['confirmed'] },
    INCIDENTS_MAX,
  )) {
    if (incident.searchId === null || incident.cause !== null) continue;
    const search = await store.searches.get(incident.searchId);
    if (search?.state !== 'ended' || search.conclusion === null) continue;
    if (await tell(deps, incident, search, withEffect(search.conclusion, incident))) told += 1;
  }
  return told;
}

async function tell(deps: SearchDeps, incident: Incident, search: Search, cause: Conclusion): Promise<boolean> {
  const { store, clock, log } = deps;
  const proven = provenFactors(cause).length > 0;
  const leader = proven ? await sameCauseLeader(deps, incident, cause) : null;
  if (leader !== null) return await mergeInto(deps, incident, leader, cause);
  const known: Incident = { ...incident, cause };
  const outbox = await toldOf(deps, proven ? { ...known, state: 'attributed' } : known, search);
  log.info('incident told of its search', { incident: incident.id, search: search.id, outcome: cause.outcome });
  if (!proven) return await tellNews(deps, incident, cause.reason, { cause }, outbox);
  const by = { at: clock.now().toISOString(), actor: JUDGE, reason: cause.reason };
  const change = moveIncident(incident, 'attributed', by, { cause });
  return await store.incidents.change(change.incident, change.from, change.event, outbox);
}

/** Where both proofs are the confirmation's own, its effect is the cause's. */
export function withEffect(conclusion: Conclusion, { series }: Incident): Conclusion {
  if (provenFactors(conclusion).length === 0 || conclusion.effect !== null) return conclusion;
  const confirmation = confirmedSeries(series).find(({ metric }) => metric === conclusion.metric)?.confirmation;
  if (!confirmation || conclusion.pairs > 0) return conclusion;
  const { effect, interval, evidence, pairs } = confirmation;
  return { ...conclusion, effect, interval, evidence, pairs };
}
