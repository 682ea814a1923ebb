import { contentOf } from '../../core/attribution/content.ts';
import { isHostFactor } from '../../core/attribution/factor.ts';
import { noCause } from '../../core/attribution/no-cause.ts';
import type { FactorChange, Incident } from '../../core/model/incident.ts';
import type { Conclusion, Search, SearchAnswer, TrialResult } from '../../core/model/search.ts';
import { leading, link, searchOf } from './begin.ts';
import type { SearchDeps } from './deps.ts';
import { endSearch } from './end.ts';
import { tellNews } from './news.ts';
import { otherHost } from './other-host.ts';
import type { KnownSides } from './sides.ts';
import { stopTrial } from './stop.ts';
import { toldOf } from './told.ts';
import { beginTrial } from './trial.ts';
import { answerTrial } from './weigh.ts';

const MINUTE_MS = 60_000;

/**
 * The host side is only observed, so no factor of it is undone: what changed on the host is named. Where another host of
 * the platform still is as this one was, the same pair is asked for there; else the incident is told at once. Whether a
 * search was begun.
 */
export async function startHostSide(deps: SearchDeps, incident: Incident, sides: KnownSides | null): Promise<boolean> {
  const { config } = deps;
  const may = sides !== null && config.searchRuns > 0 && config.searchMinutes > 0;
  const differs = may && contentOf(sides.good.pins) !== contentOf(sides.bad.pins);
  const host = differs ? await otherHost(deps, incident, sides.bad, hostChanges(incident)) : null;
  if (sides !== null && host !== null)
    return await link(deps, incident, { ...searchOf(deps, incident, sides, null), host });
  const cause = hostCause(incident, 'No other host of the platform is known on which it could be compared.', null);
  await tellNews(deps, incident, cause.reason, { cause }, await toldOf(deps, { ...incident, cause }, null));
  return false;
}

/** Moves the search of a host-side incident on: one trial on the other host, and its end. */
export async function advanceHostSide(deps: SearchDeps, search: Search, incident: Incident): Promise<boolean> {
  const [step] = await deps.store.searches.steps(search.id);
  if (step === undefined) {
    const taken = search.changes.map(({ factor }) => factor).sort();
    const text = `all old against all new on ${search.host}`;
    return await beginTrial(
      deps,
      search,
      0,
      { kind: 'trial', stage: 'host', mixture: { taken }, text, parent: null },
      0,
    );
  }
  if (step.answer === null) {
    const late = deps.clock.now().getTime() - Date.parse(step.createdAt) > search.budget.maxMinutes * MINUTE_MS;
    if (await answerTrial(deps, search, step)) return true;
    if (late) await stopTrial(deps, search, step);
    return false;
  }
  const result = trialOf(step.answer);
  return await endSearch(deps, search, 'running', hostCause(incident, told(search.host ?? '', result), result));
}

const hostChanges = ({ suspects }: Incident): readonly FactorChange[] =>
  suspects.filter(({ factor }) => isHostFactor(factor));

const trialOf = (answer: SearchAnswer): TrialResult | null => (answer.kind === 'trial' ? answer : null);

function hostCause(incident: Incident, elsewhere: string, result: TrialResult | null): Conclusion {
  const factors = hostChanges(incident);
  const names = factors.map(({ factor }) => factor).join(', ');
  const what = factors.length === 0 ? 'nothing that is recorded of it changed' : `what changed on it: ${names}`;
  const reason = `the good environment shows it on this host too, and ${what}. ${elsewhere}`;
  const metric = leading(incident)?.metric ?? null;
  return noCause('host', reason, { factors, metric, pairs: result?.pairs ?? 0, runs: result?.runs ?? 0 });
}

/** What the same pair gave on another host. */
function told(host: string, result: TrialResult | null): string {
  if (result?.verdict === 'good') return `On ${host} both environments give the same.`;
  if (result?.verdict === 'bad')
    return `On ${host} the two environments differ as well: the container has a share in it.`;
  return `On ${host} it was not decided: ${result?.reason ?? 'nothing ran'}.`;
}
