import type { Confirmation, IncidentSeries, IncidentState } from '../../model/incident.ts';
import type { Direction } from '../../model/metric.ts';
import { changeKind } from '../change-kind.ts';

/** One series of one incident, as far as its end matters. */
export interface SuspicionRow {
  readonly incidentId: string;
  readonly state: IncidentState;
  readonly seriesId: string;
  readonly direction: IncidentSeries['direction'];
  /** What fresh runs said of it; null: nothing yet. */
  readonly decision: Confirmation['decision'] | null;
  /** Only its sign counts. */
  readonly effect: number | null;
}

/** How suspicions ended, and which way the confirmed ones went. */
export interface Tally {
  /** Real: confirmed by fresh runs, whatever became of it then, or accepted by a person. */
  readonly confirmed: number;
  /** Not real: fresh runs do not show it, or a person said so. */
  readonly dismissed: number;
  readonly open: number;
  /** Confirmed changes that made it worse, and better; those that are neither or both are in none of the two. */
  readonly worse: number;
  readonly better: number;
  /** Confirmed, but it was runs that failed: that has one direction only and says nothing of the numbers. */
  readonly failed: number;
}

type End = 'confirmed' | 'dismissed' | 'open';
type Way = 'worse' | 'better' | 'failed' | 'other';

/** Tally of the rows of one series: each is a suspicion. */
export function seriesTally(rows: readonly SuspicionRow[], direction: Direction): Tally {
  return tallyOf(rows.map((row) => ({ end: endOf(row), way: wayOf(row, direction) })));
}

/**
 * Tally of a service: each incident is one suspicion, since series that move together are no independent witnesses. An
 * incident whose confirmed series went both ways counts for neither.
 */
export function serviceTally(rows: readonly SuspicionRow[], directions: ReadonlyMap<string, Direction>): Tally {
  const incidents = new Map<string, SuspicionRow[]>();
  for (const row of rows) incidents.set(row.incidentId, [...(incidents.get(row.incidentId) ?? []), row]);
  return tallyOf(
    [...incidents.values()].map((own) => {
      const ends = own.map(endOf);
      const end = ends.find((one) => one === 'confirmed') ?? ends.find((one) => one === 'open') ?? 'dismissed';
      const confirmed = own.filter((row) => endOf(row) === 'confirmed');
      const ways = new Set(confirmed.map((row) => wayOf(row, directions.get(row.seriesId) ?? 'none')));
      return { end, way: commonWay(ways) };
    }),
  );
}

function tallyOf(suspicions: readonly { readonly end: End; readonly way: Way }[]): Tally {
  const ended = (end: End) => suspicions.filter((one) => one.end === end).length;
  const went = (way: Way) => suspicions.filter((one) => one.end === 'confirmed' && one.way === way).length;
  return {
    confirmed: ended('confirmed'),
    dismissed: ended('dismissed'),
    open: ended('open'),
    worse: went('worse'),
    better: went('better'),
    failed: went('failed'),
  };
}

/** How the suspicion of one series ended; in a confirmed incident some series may not have moved after all. */
function endOf({ state, decision }: SuspicionRow): End {
  if (state === 'suspected') return 'open';
  if (state === 'dismissed' || decision === 'dismissed') return 'dismissed';
  return decision === 'undecided' ? 'open' : 'confirmed';
}

function wayOf({ direction: moved, effect }: SuspicionRow, direction: Direction): Way {
  if (effect === null && moved === 'invalid') return 'failed';
  const suspected = moved === 'above' ? 1 : moved === 'below' ? -1 : 0;
  const kind = changeKind(direction, effect ?? suspected);
  return kind === 'change' ? 'other' : kind === 'regression' ? 'worse' : 'better';
}

function commonWay(ways: ReadonlySet<Way>): Way {
  if (ways.has('worse') || ways.has('better')) {
    if (ways.has('worse') && ways.has('better')) return 'other';
    return ways.has('worse') ? 'worse' : 'better';
  }
  return ways.has('failed') ? 'failed' : 'other';
}
