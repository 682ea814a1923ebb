import type { Incident, IncidentSeries } from '../model/incident.ts';
import type { Night } from '../model/night.ts';
import type { PlanContext } from './experiment-plan.ts';
import type { NightGroup } from './group.ts';
import { type IncidentChange, JUDGE, moveIncident } from './incident.ts';
import type { JudgedPoint, Suspicion } from './judge-series.ts';
import { REOPEN_DAYS } from './thresholds.ts';

const DAY_MS = 86_400_000;

/** A point that is to be confirmed. */
export type SuspiciousPoint = JudgedPoint & { readonly suspicion: Suspicion };

/** A new incident for the suspicious series of one benchmark and platform. */
export function raise(
  { night, now, ids }: Pick<PlanContext, 'now' | 'ids'> & { readonly night: Night },
  group: NightGroup,
  fresh: readonly SuspiciousPoint[],
): Incident {
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
    dates: datesOf(fresh),
    leaderId: null,
    series: fresh.map(entryOf),
    suspects: group.suspects,
    experimentId: null,
    cleanNights: 0,
    searchId: null,
    cause: null,
    reason: fresh.map(({ verdict }) => verdict.reason).join('; '),
  };
}

/**
 * The ended incident that the suspicious series bring back: resolved at most 14 days ago, with one of them moving the
 * same way. Null: it is a new one.
 */
export function reopened(
  ended: readonly Incident[],
  input: Pick<PlanContext, 'now'> & { readonly night: Night },
  group: NightGroup,
  fresh: readonly SuspiciousPoint[],
): IncidentChange | null {
  const { night, now } = input;
  const oldest = new Date(Date.parse(now) - REOPEN_DAYS * DAY_MS).toISOString();
  const before = ended.find(
    (incident) =>
      incident.state === 'resolved' &&
      incident.updatedAt >= oldest &&
      incident.series.some((entry) =>
        fresh.some(({ series, suspicion }) => series.id === entry.seriesId && suspicion.direction === entry.direction),
      ),
  );
  if (before === undefined) return null;
  const reason = `it is back: ${fresh.map(({ verdict }) => verdict.reason).join('; ')}`;
  return moveIncident(
    before,
    'suspected',
    { at: now, actor: JUDGE, reason },
    {
      side: 'unknown',
      nightId: night.id,
      goodNightId: group.lastGood?.night.id ?? null,
      dates: datesOf(fresh),
      series: fresh.map(entryOf),
      suspects: group.suspects,
      experimentId: null,
      cleanNights: 0,
      searchId: null,
      cause: null,
    },
  );
}

/**
 * Dates of a suspicion after one more suspicious night, which knows more than the one that raised it. Once fresh runs
 * have confirmed the change its dates stay as they are, whatever later nights say.
 */
export function refinedDates(incident: Incident, points: readonly JudgedPoint[]): readonly string[] {
  if (incident.state !== 'suspected') return incident.dates;
  const own = points.filter((point): point is SuspiciousPoint => {
    const entry = incident.series.find(({ seriesId }) => seriesId === point.series.id);
    return entry !== undefined && point.suspicion !== null && point.suspicion.direction === entry.direction;
  });
  return own.length > 0 ? datesOf(own) : incident.dates;
}

/** Union of the dates on which any of the series may have moved, rising. */
function datesOf(fresh: readonly SuspiciousPoint[]): readonly string[] {
  return [...new Set(fresh.flatMap(({ suspicion }) => suspicion.dates))].sort();
}

function entryOf({ series, point, verdict, suspicion }: SuspiciousPoint): IncidentSeries {
  return {
    seriesId: series.id,
    metric: series.metric,
    unit: series.definition.unit,
    direction: suspicion.direction,
    value: point.value,
    low: verdict.band?.low ?? null,
    high: verdict.band?.high ?? null,
    basis: suspicion.basis,
    confirmation: null,
  };
}
