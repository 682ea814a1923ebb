import type { Experiment } from '../model/experiment.ts';
import type { Incident, IncidentSeries } from '../model/incident.ts';
import type { Night } from '../model/night.ts';
import type { NightJudgement } from '../ports/store-nights.ts';
import { bandBasis } from './basis.ts';
import { type PlanContext, planExperiment } from './experiment-plan.ts';
import { type JudgedPoint, judgeGroup, type NightGroup } from './group.ts';
import { type IncidentChange, opened } from './incident.ts';
import { continueIncident } from './persistence.ts';

export interface JudgeInput extends PlanContext {
  readonly night: Night;
  readonly groups: readonly NightGroup[];
  /** Open incidents of the project. */
  readonly incidents: readonly Incident[];
  /** Judged nights since the one that raised the incident, this one included. */
  readonly nightsSince: (incident: Incident) => number;
}

/** Something about an incident that its issue should say; the text is made by core/reporting. */
export interface Notice {
  readonly kind: 'persists' | 'recovered';
  readonly incident: Incident;
  readonly points: readonly JudgedPoint[];
}

export interface JudgedNight {
  /** Everything but the outbox, which the notices turn into. */
  readonly judgement: Omit<NightJudgement, 'outbox'>;
  readonly notices: readonly Notice[];
}

/**
 * Judges a closed night as data: points and verdicts, one new incident for the suspicious series of a benchmark and
 * platform that no open incident covers, with the experiment that is to confirm it, and one step on for every incident
 * that was open.
 */
export function judgeNight(input: JudgeInput): JudgedNight {
  const points: JudgedPoint[] = [];
  const newIncidents: Incident[] = [];
  const experiments: Experiment[] = [];
  const changes: IncidentChange[] = [];
  const notices: Notice[] = [];
  for (const group of input.groups) {
    const judged = judgeGroup(group, input.night);
    points.push(...judged);
    const open = input.incidents.filter((incident) => covers(incident, group));
    for (const incident of open) {
      const next = continueIncident(incident, judged, input.nightsSince(incident), input.now);
      if (!next) continue;
      const experiment =
        next.news === 'retry' ? planExperiment(input, group, incident.id, bad(judged, incident)) : null;
      if (experiment) experiments.push(experiment);
      const change = experiment ? withExperiment(next.change, experiment, group) : next.change;
      changes.push(change);
      if (next.news === 'persists' || next.news === 'recovered') {
        notices.push({ kind: next.news, incident: change.incident, points: judged });
      }
    }
    const fresh = judged.filter(
      ({ series, verdict }) =>
        verdict.suspicious && !open.some((incident) => incident.series.some(({ seriesId }) => seriesId === series.id)),
    );
    if (fresh.length === 0) continue;
    const incident = raise(input, group, fresh);
    const experiment = planExperiment(input, group, incident.id, fresh);
    newIncidents.push({ ...incident, experimentId: experiment.id });
    experiments.push(experiment);
  }
  return {
    judgement: {
      points: points.map(({ point }) => point),
      verdicts: points.map(({ verdict }) => verdict),
      newIncidents,
      changedIncidents: changes.map(({ incident }) => incident),
      events: [...newIncidents.map(opened), ...changes.map(({ event }) => event)],
      experiments,
    },
    notices,
  };
}

function covers(incident: Incident, group: NightGroup): boolean {
  return (
    incident.benchmark === group.benchmark &&
    incident.platform === group.platform &&
    incident.methodVersion === group.methodVersion
  );
}

const bad = (judged: readonly JudgedPoint[], incident: Incident): readonly JudgedPoint[] =>
  judged.filter(
    ({ series, verdict }) => verdict.suspicious && incident.series.some((own) => own.seriesId === series.id),
  );

function raise({ night, now, ids }: JudgeInput, group: NightGroup, fresh: readonly JudgedPoint[]): Incident {
  return {
    id: ids.next('inc'),
    project: group.project,
    benchmark: group.benchmark,
    platform: group.platform,
    methodVersion: group.methodVersion,
    state: 'suspected',
    side: 'unknown',
    openedAt: now,
    updatedAt: now,
    nightId: night.id,
    goodNightId: group.lastGood?.night.id ?? null,
    series: fresh.map(suspicion),
    suspects: group.suspects,
    experimentId: null,
    cleanNights: 0,
    reason: fresh.map(({ verdict }) => verdict.reason).join('; '),
  };
}

function suspicion({ series, point, verdict }: JudgedPoint): IncidentSeries {
  const { kind, band } = verdict;
  const moved = kind === 'below' || kind === 'above';
  return {
    seriesId: series.id,
    metric: series.metric,
    unit: series.definition.unit,
    direction: moved ? kind : 'invalid',
    value: point.value,
    low: band?.low ?? null,
    high: band?.high ?? null,
    basis: bandBasis(band, series.definition, moved ? point : null),
    confirmation: null,
  };
}

/** A suspicion whose experiment gave no answer gets another, against what is the last good environment now. */
function withExperiment(change: IncidentChange, experiment: Experiment, group: NightGroup): IncidentChange {
  return {
    ...change,
    incident: {
      ...change.incident,
      experimentId: experiment.id,
      suspects: group.suspects,
      goodNightId: group.lastGood?.night.id ?? null,
    },
  };
}
