import type { Instant } from '../../model/base.ts';
import type { Incident } from '../../model/incident.ts';
import type { Metric } from '../../model/metric.ts';
import type { Point } from '../../model/series.ts';
import { sharesNight } from '../../statistics/band.ts';
import { toWorking } from '../../statistics/scale.ts';
import type { HistoryNight } from './series-history.ts';

/** A night of a history with where it comes from; a night that ran on several hosts stands once for each. */
export interface SettledNight extends HistoryNight {
  readonly nightId: string;
  readonly at: Instant;
  /** Deviation between the night's seeds on the working scale, and how many there were. */
  readonly spread: number;
  readonly runs: number;
}

/** A judged point before tonight. */
export type JudgedBefore = Point & { readonly suspicious: boolean };

/**
 * Nights that tonight is judged against, oldest first: what was accepted, and what still waits for its answer (which may
 * be part of a shift, but of no baseline). Left out are tainted nights, nights without a value, nights of a confirmed
 * incident from its earliest date to its end, and all before the newest accepted change. A night whose suspicion fresh
 * runs did not show counts with the median of the night and those runs; one that a person dismissed does not count.
 *
 * @param points judged points of one series, oldest first, tonight not among them.
 * @param incidents incidents of its benchmark and platform, in any order and state.
 */
export function settledNights(
  points: readonly JudgedBefore[],
  incidents: readonly Incident[],
  metric: Pick<Metric, 'scale' | 'kind'>,
): readonly SettledNight[] {
  const seriesId = points[0]?.seriesId;
  const own = incidents.flatMap((incident) => {
    const entry = incident.series.find((series) => series.seriesId === seriesId);
    return entry === undefined ? [] : [{ incident, entry, span: spanOf(incident) }];
  });
  const accepted = own
    .flatMap(({ incident }) => (incident.state === 'accepted' ? [incident.dates.at(-1) ?? incident.openedAt] : []))
    .sort();
  const from = accepted.at(-1) ?? '';
  return points.flatMap((point) => {
    if (point.value === null || point.tainted || point.at < from) return [];
    const within = own.filter(({ span }) => point.at >= span.from && point.at <= span.to);
    if (within.some(({ incident }) => isBad(incident) || isEarlier(point, incident))) return [];
    if (point.suspicious && within.length === 0) return [];
    const raised = within.find(({ incident }) => incident.state === 'dismissed' && incident.nightId === point.nightId);
    const open = within.some(({ incident }) => incident.state === 'suspected');
    return nightsOf(point, metric, raised?.entry.confirmation?.median ?? null, !open);
  });
}

/** Confirmed, whether it is over or not; or dismissed by a person, who knows of something that fresh runs do not show. */
function isBad({ state, side }: Incident): boolean {
  if (state === 'dismissed') return side !== 'noise';
  return state === 'confirmed' || state === 'attributed' || state === 'resolved';
}

/** An incident that came back has the dates of the last time, and was confirmed the time before whatever it is now. */
function isEarlier({ at }: Pick<Point, 'at'>, { dates }: Incident): boolean {
  return dates[0] !== undefined && at < dates[0];
}

/** From the earliest date of the change (its first opening, where it came back) to its end; an open one goes on. */
function spanOf({ state, dates, openedAt, updatedAt }: Incident): { readonly from: Instant; readonly to: Instant } {
  const ended = state === 'resolved' || state === 'dismissed' || state === 'accepted';
  const from = dates[0] !== undefined && dates[0] < openedAt ? dates[0] : openedAt;
  return { from, to: ended ? updatedAt : '9999' };
}

/** A point as the nights of a history; one for each host where the metric feels the host. */
export function nightsOf(
  point: Point,
  { scale, kind }: Pick<Metric, 'scale' | 'kind'>,
  instead: number | null,
  accepted: boolean,
): SettledNight[] {
  const { nightId, at, spread } = point;
  const parts =
    sharesNight({ kind }) && point.hosts.length > 0
      ? point.hosts
      : [{ host: null, value: point.value as number, runs: point.runs }];
  return parts.map(({ host, value, runs }) => {
    return { nightId, at, host, value: toWorking(scale, instead ?? value), accepted, spread, runs };
  });
}
