import type { Instant } from '../model/base.ts';
import type { Experiment, ExperimentRun } from '../model/experiment.ts';
import type { Confirmation, Incident, IncidentSeries, IncidentSide } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Band } from '../model/series.ts';
import { bandAtPoint } from '../statistics/band.ts';
import { type Pair, pairsOf } from './arms.ts';
import { type JudgedSeries, runsAlone } from './experiment-step.ts';
import { describeConfirmation } from './finding.ts';
import { type IncidentChange, JUDGE, moveIncident } from './incident.ts';
import { decidePairs } from './paired.ts';
import { PAIRS_MIN } from './thresholds.ts';

/** What an experiment says about one series. */
type Answer = 'container' | 'host' | 'unknown' | 'noise' | 'open';

export interface ConcludeInput {
  readonly experiment: Experiment;
  readonly runs: readonly ExperimentRun[];
  readonly incident: Incident;
  readonly series: readonly JudgedSeries[];
  readonly now: Instant;
}

/**
 * The answer of an ended experiment. Only tonight's environment is bad: the container side. Both are outside the band:
 * the host side. Neither: noise, dismissed. No answer (undecided, cut short): it stays suspected without an experiment,
 * so that the next suspicious night starts another and three clean nights dismiss it.
 *
 * Where one environment was re-run alone against its band there is nothing to split: when it is what the last good night
 * ran too, only the host side is left; when no good night is known, the side stays unknown.
 */
export function concludeExperiment(input: ConcludeInput): IncidentChange {
  const { experiment, incident, now } = input;
  const answers = incident.series.map((entry) => answerFor(input, entry));
  const series = answers.map(({ entry }) => entry);
  const move = (to: 'confirmed' | 'dismissed' | 'suspected', side: IncidentSide, reason: string) =>
    moveIncident(
      incident,
      to,
      { at: now, actor: JUDGE, reason },
      {
        side,
        series,
        experimentId: to === 'suspected' ? null : incident.experimentId,
      },
    );
  for (const side of ['container', 'host', 'unknown'] as const) {
    const found = answers.filter(({ answer }) => answer === side);
    if (found.length > 0) return move('confirmed', side, `${found.map(({ text }) => text).join('; ')}. ${SIDE[side]}`);
  }
  if (answers.some(({ answer }) => answer === 'open')) {
    return move('suspected', 'unknown', `the experiment gave no answer: ${experiment.reason}`);
  }
  return move('dismissed', 'noise', `fresh runs do not show it: ${answers.map(({ text }) => text).join('; ')}`);
}

const SIDE = {
  container: "Only the suspicious night's environment shows it, on the same host and with the same seeds.",
  host: 'It is the host side: an environment that was good before shows it on this host too.',
  unknown: 'No earlier good environment is known, so container and host cannot be told apart.',
} as const;

function answerFor({ experiment, runs, incident, series }: ConcludeInput, entry: IncidentSeries) {
  const judged = series.find((candidate) => candidate.series.id === entry.seriesId);
  if (!judged) return { entry, answer: 'open' as Answer, text: `${entry.metric} was not part of the experiment` };
  const metric = judged.series.definition;
  const alone = runsAlone(experiment);
  const pairs = pairsOf(runs, metric, alone);
  const confirmation = decidePairs(pairs, metric, entry.basis);
  const answer = alone
    ? answerAlone(confirmation, entry, incident)
    : answerPaired(confirmation, entry, pairs, metric, judged.band);
  return { entry: { ...entry, confirmation }, answer, text: describeConfirmation(confirmation, metric, alone) };
}

function answerAlone(confirmation: Confirmation, entry: IncidentSeries, incident: Incident): Answer {
  if (confirmation.decision === 'undecided') return 'open';
  if (confirmation.decision === 'dismissed' || !supports(confirmation, entry)) return 'noise';
  return incident.goodNightId === null ? 'unknown' : 'host';
}

function answerPaired(
  confirmation: Confirmation,
  entry: IncidentSeries,
  pairs: readonly Pair[],
  metric: Metric,
  band: Band | null,
): Answer {
  if (confirmation.decision === 'confirmed' && supports(confirmation, entry)) return 'container';
  if (pairs.length >= PAIRS_MIN && bothBad(confirmation, entry, pairs, metric, band)) return 'host';
  return confirmation.decision === 'undecided' ? 'open' : 'noise';
}

/** Whether a confirmed change goes the way that was suspected; failing runs and a suspicion without a number go any way. */
function supports({ effect }: Confirmation, { direction }: IncidentSeries): boolean {
  if (effect === null || direction === 'invalid' || direction === 'changed') return true;
  return direction === 'below' ? effect < 0 : effect > 0;
}

/** Whether both sides fail in most pairs, or both lie outside the band the way that was suspected. */
function bothBad(
  { good, bad }: Confirmation,
  { direction }: IncidentSeries,
  pairs: readonly Pair[],
  metric: Metric,
  band: Band | null,
): boolean {
  if (2 * pairs.filter((pair) => pair.good === null && pair.bad === null).length > pairs.length) return true;
  if (band === null || good === null || bad === null) return false;
  const { low, high } = bandAtPoint(band, metric, pairs.length);
  if (direction === 'below') return good < low && bad < low;
  return direction === 'above' && good > high && bad > high;
}
