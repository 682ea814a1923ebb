import type { Instant } from '../model/base.ts';
import type { Confirmation, Incident, IncidentSeries } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Point } from '../model/series.ts';
import type { NightRun } from '../ports/store-nights.ts';
import { sharesNight } from '../statistics/band.ts';
import { answerAfterReruns, type SeriesAnswer } from './answer.ts';
import type { Pair } from './arms.ts';
import { describeConfirmation } from './finding.ts';
import { type IncidentChange, JUDGE, moveIncident } from './incident.ts';
import type { JudgedPoint } from './judge-series.ts';
import { decideAt, estimate } from './paired.ts';
import { afterDismissal } from './suspicion/dismissed.ts';
import { FOREIGN_NIGHTS_MAX, FOREIGN_NIGHTS_MIN } from './thresholds.ts';
import { readMetric } from './validity.ts';
import { counted } from './wording.ts';

/** A judged point of a series before tonight. */
export type EarlierPoint = Point & { readonly suspicious: boolean };

/** What makes a group one that nobody here can re-run. */
export interface Foreign {
  /** Why, as a clause for people. */
  readonly why: string;
  /** Points of its series before tonight, oldest first, by series id. */
  readonly before: ReadonlyMap<string, readonly EarlierPoint[]>;
  /** Runs of its nights since the oldest suspicion that waits, that one's and tonight's among them, by night id. */
  readonly runs: ReadonlyMap<string, readonly NightRun[]>;
}

/** What every suspicion of such a group says beside its finding: it is confirmed by nothing yet, and what would. */
export function cannotRerun({ why }: Foreign): string {
  return `Plumbline cannot run it again (${why}): it stays suspected until further nights show it`;
}

/**
 * What the nights since the one that raised a suspicion say of it, where only further nights can. They are fresh runs that
 * the suspicion did not choose, so they are weighed like re-runs: evidence of 1,000 : 1 over at least three nights
 * confirms it, and which side it lies on stays unknown, since no good environment ran beside them. Evidence against it,
 * or fourteen nights without an answer, dismisses it. A quality metric varies with the seed and not with the night: there
 * a seed counts once after the change, and where the same seeds come every night there is no answer. Null: none yet.
 */
export function seenAgain(
  incident: Incident,
  foreign: Foreign,
  tonight: readonly JudgedPoint[],
  now: Instant,
): IncidentChange | null {
  const answers = incident.series.flatMap((entry) => {
    const point = tonight.find(({ series }) => series.id === entry.seriesId);
    return point === undefined ? [] : [answered(incident, entry, foreign, point)];
  });
  const series = incident.series.map(
    (entry) => answers.find((found) => found.entry.seriesId === entry.seriesId)?.entry ?? entry,
  );
  const move = (to: 'confirmed' | 'dismissed', side: Incident['side'], reason: string) =>
    moveIncident(incident, to, { at: now, actor: JUDGE, reason }, { side, series, cleanNights: 0 });
  const shown = answers.filter(({ answer }) => answer === 'unknown');
  if (shown.length > 0) {
    const text = shown.map(({ text }) => text).join('; ');
    return move(
      'confirmed',
      'unknown',
      `further nights show it: ${text}. Plumbline cannot run it again (${foreign.why})`,
    );
  }
  const texts = answers.map(({ text }) => text).join('; ');
  if (answers.length < incident.series.length) return null;
  if (answers.every(({ answer }) => answer === 'noise'))
    return move('dismissed', 'noise', `further nights do not show it: ${texts}`);
  const fewest = Math.min(...answers.map(({ nights }) => nights));
  if (fewest < FOREIGN_NIGHTS_MAX) return null;
  return move('dismissed', 'noise', `${counted(fewest, 'further night')} do not show it: ${texts}`);
}

interface Answered {
  readonly entry: IncidentSeries;
  readonly answer: SeriesAnswer;
  /** Nights that said something new. */
  readonly nights: number;
  readonly text: string;
}

function answered(incident: Incident, entry: IncidentSeries, foreign: Foreign, tonight: JudgedPoint): Answered {
  const metric = tonight.series.definition;
  const earlier = foreign.before.get(entry.seriesId) ?? [];
  const raised = earlier.find(({ nightId }) => nightId === incident.nightId);
  const seen = new Set((foreign.runs.get(incident.nightId) ?? []).map(({ run }) => run.seed));
  const since = [...earlier, { ...tonight.point, suspicious: tonight.verdict.suspicious }].filter(
    ({ at }) => at > (raised?.at ?? '') && at <= tonight.point.at,
  );
  const told = since.flatMap((night) => {
    const pairs = sayings(night, entry, metric, foreign, seen);
    return pairs.length > 0 ? [pairs] : [];
  });
  const pairs = told.flat();
  const decided = decideAt(pairs, metric, entry.basis);
  const decision = told.length < FOREIGN_NIGHTS_MIN ? ({ ...decided, decision: 'undecided' } as const) : decided;
  const found = { ...estimate(pairs, metric, entry.basis), ...decision, pairs: pairs.length };
  const values = pairs.flatMap(({ bad }) => bad ?? []);
  const known = [...(entry.value === null ? [] : [entry.value]), ...values];
  const median = known.length === 0 ? null : afterDismissal(known[0] as number, known.slice(1));
  const confirmation: Confirmation = { ...found, median };
  return {
    entry: { ...entry, confirmation },
    answer: answerAfterReruns(found, entry, 'open'),
    nights: told.length,
    text: describeConfirmation(confirmation, metric, 'further result'),
  };
}

/**
 * What one night says, each as a re-run: a number, or null where it failed as a whole. Empty: nothing, or nothing new.
 *
 * @param seen seeds since the change; those of this night are added.
 */
function sayings(
  night: EarlierPoint,
  { direction }: IncidentSeries,
  metric: Metric,
  { runs }: Foreign,
  seen: Set<number>,
): readonly Pair[] {
  const failed = night.suspicious && (night.value === null || direction === 'invalid');
  if (failed) return [{ good: undefined, bad: null }];
  if (night.value === null || night.tainted) return [];
  if (sharesNight(metric)) return [{ good: undefined, bad: night.value }];
  return (runs.get(night.nightId) ?? []).flatMap((entry): Pair[] => {
    const { outcome, detail, seed } = entry.run;
    const found = readMetric({ outcome, detail, measurements: entry.measurements }, metric);
    if (found.kind !== 'measured' || seen.has(seed)) return [];
    seen.add(seed);
    return [{ good: undefined, bad: found.value }];
  });
}
