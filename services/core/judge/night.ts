import type { Experiment } from '../model/experiment.ts';
import type { Incident } from '../model/incident.ts';
import type { Night } from '../model/night.ts';
import type { NightJudgement } from '../ports/store-nights.ts';
import { planConfirmations, type Wanted } from './confirmations.ts';
import type { PlanContext } from './experiment-plan.ts';
import { cannotRerun, type Foreign, seenAgain } from './foreign.ts';
import { type JudgedPoint, judgeGroup, type NightGroup } from './group.ts';
import { type IncidentChange, opened } from './incident.ts';
import { withLeaders } from './leader.ts';
import { type Continuation, continueIncident } from './persistence.ts';
import { raise, refinedDates, reopened, type SuspiciousPoint } from './raise.ts';

export interface JudgeInput extends PlanContext {
  readonly night: Night;
  readonly groups: readonly NightGroup[];
  /** Open incidents of the project, and those that were resolved lately. */
  readonly incidents: readonly Incident[];
  readonly ended: readonly Incident[];
  /** Judged nights since the one that raised the incident, this one included; 0: this one lies before that one. */
  readonly nightsSince: (incident: Incident) => number;
  /** The last experiment of a suspicion that has no answer yet; null: it had none. */
  readonly lastTrial: (incident: Incident) => Experiment | null;
  /** Share of the night's runs that confirmations may cost. */
  readonly rerunShare?: number;
}

/** Something about an incident that its issue should say; the text is made by core/reporting. */
export interface Notice {
  /** `confirmed`: by further nights, where nothing can be re-run; experiments answer for the others. */
  readonly kind: 'persists' | 'recovered' | 'confirmed';
  readonly incident: Incident;
  readonly points: readonly JudgedPoint[];
}

export interface JudgedNight {
  /** Everything but the outbox, which the notices turn into. */
  readonly judgement: Omit<NightJudgement, 'outbox'>;
  readonly notices: readonly Notice[];
}

/** What one group's night does to incidents, before it is known which of them are confirmed tonight. */
interface GroupNight {
  readonly points: readonly JudgedPoint[];
  readonly raised: readonly Incident[];
  readonly changes: readonly IncidentChange[];
  readonly notices: readonly Notice[];
  readonly wanted: readonly Wanted[];
}

/**
 * Judges a closed night as data: points and verdicts, one new incident for the suspicious series of a benchmark and
 * platform that no open incident covers (or the resolved one that they bring back), one step on for every incident that
 * was open, and the experiments that are to confirm what is suspected, within the night's budget.
 */
export function judgeNight(input: JudgeInput): JudgedNight {
  const nights = input.groups.map((group) => judgeOne(input, group));
  const nightRuns = input.groups.reduce((sum, { runs }) => sum + runs.length, 0);
  const wanted = nights.flatMap((night) => night.wanted);
  const { experiments, waiting } = planConfirmations(input, wanted, nightRuns);
  const settled = (incident: Incident): Incident => {
    const experiment = experiments.get(incident.id);
    if (experiment) return { ...incident, experimentId: experiment.id };
    const wait = '; it waits for the re-runs of a later night';
    return waiting.includes(incident.id) ? { ...incident, reason: `${incident.reason}${wait}` } : incident;
  };
  const newIncidents = withLeaders(nights.flatMap(({ raised }) => raised).map(settled), input.incidents);
  const changes = nights
    .flatMap((night) => night.changes)
    .map((change) => ({ ...change, incident: settled(change.incident) }));
  const points = nights.flatMap((night) => night.points);
  return {
    judgement: {
      points: points.map(({ point }) => point),
      verdicts: points.map(({ verdict }) => verdict),
      newIncidents,
      changedIncidents: changes.map(({ incident }) => incident),
      events: [...newIncidents.map(opened), ...changes.map(({ event }) => event)],
      experiments: [...experiments.values()],
    },
    notices: nights.flatMap((night) => night.notices),
  };
}

function judgeOne(input: JudgeInput, group: NightGroup): GroupNight {
  const points = judgeGroup(group, input.night);
  const open = input.incidents.filter((incident) => covers(incident, group));
  const changes: IncidentChange[] = [];
  const notices: Notice[] = [];
  const wanted: Wanted[] = [];
  for (const incident of open) {
    // A night that was handed in late says nothing about what came after it.
    if (input.nightsSince(incident) < 1) continue;
    const own = continueIncident(incident, points, input.nightsSince(incident), input.now);
    if (!own) continue;
    const next = withoutReruns(input, group, incident, own, points);
    const carried = next.news === 'retry' ? input.lastTrial(incident) : null;
    const untried = next.news === 'retry' && carried === null;
    const dates = refinedDates(next.change.incident, points);
    const followed = { ...next.change.incident, dates, ...(untried ? environmentOf(group) : {}) };
    changes.push({ ...next.change, incident: followed });
    if (next.news === 'retry') wanted.push({ incident: followed, group, carried });
    else if (next.news !== null) notices.push({ kind: next.news, incident: followed, points });
  }
  const covered = new Set(open.flatMap(({ series }) => series.map(({ seriesId }) => seriesId)));
  const fresh = points.filter(isSuspicious).filter(({ series }) => !covered.has(series.id));
  if (fresh.length === 0) return { points, raised: [], changes, notices, wanted };
  const ended = input.ended.filter((incident) => covers(incident, group));
  const back = reopened(ended, input, group, fresh);
  if (back !== null) {
    if (group.foreign) return { points, raised: [], changes: [...changes, said(back, group.foreign)], notices, wanted };
    wanted.push({ incident: back.incident, group, carried: null });
    return { points, raised: [], changes: [...changes, back], notices, wanted };
  }
  const incident = raise(input, group, fresh);
  if (group.foreign) {
    const reason = `${incident.reason}. ${cannotRerun(group.foreign)}`;
    return { points, raised: [{ ...incident, reason }], changes, notices, wanted };
  }
  wanted.push({ incident, group, carried: null });
  return { points, raised: [incident], changes, notices, wanted };
}

/** What is next, with `retry` answered where nothing can be re-run: by the nights so far, or by waiting for more. */
function withoutReruns(
  input: JudgeInput,
  { foreign }: NightGroup,
  incident: Incident,
  next: Continuation,
  points: readonly JudgedPoint[],
): Omit<Continuation, 'news'> & { readonly news: Continuation['news'] | 'confirmed' } {
  if (!foreign || next.change.incident.state !== 'suspected') return next;
  if (next.news !== 'retry')
    return incident.experimentId === null ? { ...next, change: said(next.change, foreign) } : next;
  // What was begun with experiments goes on with them, at the next night that can be re-run.
  if (input.lastTrial(incident) !== null) return { ...next, news: null };
  const answer = seenAgain(incident, foreign, points, input.now);
  if (answer === null) return { change: said(next.change, foreign), news: null };
  return { change: answer, news: answer.incident.state === 'confirmed' ? 'confirmed' : null };
}

/** A change that also says that it cannot be re-run. */
function said(change: IncidentChange, foreign: Foreign): IncidentChange {
  const reason = `${change.incident.reason}. ${cannotRerun(foreign)}`;
  return { ...change, incident: { ...change.incident, reason }, event: { ...change.event, reason } };
}

/** What an experiment that begins tonight compares: one that is carried on keeps what it began with. */
function environmentOf({ lastGood, suspects }: NightGroup): Pick<Incident, 'goodNightId' | 'suspects'> {
  return { goodNightId: lastGood?.night.id ?? null, suspects };
}

function isSuspicious(point: JudgedPoint): point is SuspiciousPoint {
  return point.suspicion !== null;
}

function covers(incident: Incident, group: NightGroup): boolean {
  return (
    incident.benchmark === group.benchmark &&
    incident.platform === group.platform &&
    incident.methodVersion === group.methodVersion
  );
}
