import type { Instant } from '../model/base.ts';
import type { Experiment, ExperimentRun } from '../model/experiment.ts';
import type { Confirmation, Incident, IncidentSeries, IncidentSide } from '../model/incident.ts';
import { answerAfterReruns, answerAlone, answerPaired, type SeriesAnswer } from './answer.ts';
import { goodRuns, isLost, type Pair, pairsOf } from './arms.ts';
import { type JudgedSeries, runsAlone, startsAlone, type TriedSeries } from './experiment-step.ts';
import { describeConfirmation } from './finding.ts';
import { type IncidentChange, JUDGE, moveIncident } from './incident.ts';
import { decidePairs, middleOf, type PairDecision } from './paired.ts';
import { sideOf } from './side.ts';
import { afterDismissal } from './suspicion/dismissed.ts';
import { CARRIED_NIGHTS_MAX } from './thresholds.ts';
import { counted } from './wording.ts';

export interface ConcludeInput {
  readonly experiment: Experiment;
  readonly runs: readonly ExperimentRun[];
  readonly incident: Incident;
  readonly series: readonly JudgedSeries[];
  readonly now: Instant;
  /** Experiments of this incident so far, this one included. */
  readonly tries: number;
  /** Evidence at which a change was confirmed (see fleet.ts). */
  readonly needed: number;
}

/**
 * The answer of an ended experiment. Only tonight's environment is bad: the container side. Both are away from the level
 * before: the host side. Neither: noise, dismissed. No answer (undecided, cut short): it stays suspected without an
 * experiment, so that the next suspicious night carries it on; after three nights without an answer it counts as not shown.
 */
export function concludeExperiment(input: ConcludeInput): IncidentChange {
  const { experiment, incident, now, tries } = input;
  const answers = incident.series.map((entry) => answered(input, entry));
  const series = answers.map(({ entry }) => entry);
  const move = (to: 'confirmed' | 'dismissed' | 'suspected', side: IncidentSide, reason: string) =>
    moveIncident(
      incident,
      to,
      { at: now, actor: JUDGE, reason },
      { side, series, experimentId: to === 'suspected' ? null : incident.experimentId },
    );
  for (const side of ['container', 'host', 'unknown'] as const) {
    const found = answers.filter(({ answer }) => answer === side);
    if (found.length === 0) continue;
    const beside = found.some(({ entry }) => entry.confirmation?.good != null);
    const told = side === 'unknown' && beside ? NOT_TOLD : SIDE[side];
    return move('confirmed', side, `${found.map(({ text }) => text).join('; ')}. ${told}`);
  }
  const texts = answers.map(({ text }) => text).join('; ');
  if (!answers.some(({ answer }) => answer === 'open')) {
    return move('dismissed', 'noise', `fresh runs do not show it: ${texts}`);
  }
  // Nights on which nothing could be run are no try.
  const tried = input.runs.some((run) => !isLost(run));
  if (tries < CARRIED_NIGHTS_MAX || !tried) return move('suspected', 'unknown', `no answer yet: ${experiment.reason}`);
  return move('dismissed', 'noise', `fresh runs of ${counted(tries, 'night')} do not show it: ${texts}`);
}

const SIDE = {
  container: "Only the suspicious night's environment shows it, on the same host and with the same seeds.",
  host: 'It is the host side: an environment that was good before shows it on this host too.',
  unknown: 'Container and host cannot be told apart: no good environment ran beside it.',
} as const;
const NOT_TOLD = "Container and host were not told apart: the good environment's runs are too few, or give both.";

function answered(
  input: ConcludeInput,
  entry: IncidentSeries,
): { readonly entry: IncidentSeries; readonly answer: SeriesAnswer; readonly text: string } {
  const { runs, series } = input;
  const judged = series.find((candidate) => candidate.series.id === entry.seriesId);
  if (!judged) return { entry, answer: 'open', text: `${entry.metric} was not part of the experiment` };
  const metric = judged.series.definition;
  const rerun = pairsOf(runs, metric, true);
  const { answer, decision, alone } = weighed(input, entry, judged, rerun);
  const fresh = rerun.flatMap(({ bad }) => bad ?? []);
  const known = [...(entry.value === null ? [] : [entry.value]), ...fresh];
  const median = known.length === 0 ? null : afterDismissal(known[0] as number, known.slice(1));
  const confirmation: Confirmation = { ...decision, median };
  const text = describeConfirmation(confirmation, metric, alone);
  return { entry: { ...entry, direction: directionOf(entry, answer, decision.effect), confirmation }, answer, text };
}

/** What the runs say of one series, by the way they were made (see experiment-step.ts). */
function weighed(
  { experiment, runs, incident, series, needed }: ConcludeInput,
  entry: IncidentSeries,
  { band, series: { definition: metric } }: JudgedSeries,
  rerun: readonly Pair[],
): { readonly answer: SeriesAnswer; readonly decision: PairDecision; readonly alone: boolean } {
  const { basis } = entry;
  if (runsAlone(experiment)) {
    const reruns = decidePairs(rerun, metric, basis, needed);
    return { answer: answerAlone(reruns, entry, incident.goodNightId !== null), decision: reruns, alone: true };
  }
  if (basis !== null && startsAlone(triedOf(incident, series))) {
    const reruns = decidePairs(rerun, metric, basis, needed);
    const good = goodRuns(runs, metric);
    const answer = answerAfterReruns(reruns, entry, sideOf(rerun, good, metric.scale, basis));
    return { answer, decision: { ...reruns, good: middleOf(good, metric.scale) }, alone: true };
  }
  const pairs = pairsOf(runs, metric, false);
  const decision = decidePairs(pairs, metric, basis, needed);
  return { answer: answerPaired({ entry, metric, band, pairs, decision }), decision, alone: false };
}

function triedOf(incident: Incident, series: readonly JudgedSeries[]): readonly TriedSeries[] {
  return series.map((judged) => {
    const entry = incident.series.find(({ seriesId }) => seriesId === judged.series.id);
    return { ...judged, basis: entry?.basis ?? null };
  });
}

/** A suspicion that had no direction gets that of the change that was confirmed. */
function directionOf(
  { direction }: IncidentSeries,
  answer: SeriesAnswer,
  effect: number | null,
): IncidentSeries['direction'] {
  if (direction !== 'changed' || effect === null || answer === 'noise' || answer === 'open') return direction;
  return effect < 0 ? 'below' : 'above';
}
