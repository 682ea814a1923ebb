import { armOrder, stopIfLost } from '../../judge/arm-order.ts';
import { countedRun } from '../../judge/arms.ts';
import type { NextStep } from '../../judge/experiment-step.ts';
import { PAIRS_MIN } from '../../judge/thresholds.ts';
import { counted } from '../../judge/wording.ts';
import type { Arm, Experiment, ExperimentRun } from '../../model/experiment.ts';
import type { Metric } from '../../model/metric.ts';
import type { Levels } from '../../model/search.ts';
import { readingOf } from './reading.ts';
import { seen } from './split.ts';
import { standing } from './votes.ts';

/**
 * What a trial of a mixture does next: pairs of the good side and the mixture where the metric feels the host, else the
 * mixture alone, until it is told which of the two known levels it has, or that it is broken. A mixture that failed is
 * repeated at once: its good side would be compared with nothing.
 */
export function trialStep(
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  levels: Levels,
  metric: Metric,
): NextStep {
  const stopped = stopIfLost(runs);
  if (stopped !== null) return stopped;
  const { verdict } = standing(runs, levels, metric);
  const noun = levels.paired ? 'pair' : 'run';
  const bound = boundOf(experiment);
  for (let pair = 0; pair < bound; pair += 1) {
    if (levels.paired && readingOf(runs, metric, pair, 'bad')?.kind === 'failed') continue;
    const step = missing(experiment, runs, pair, armOrder(pair, !levels.paired));
    if (step === null) continue;
    return verdict === null ? step : stop(`${verdict} after ${counted(pair, noun)}`);
  }
  return stop(verdict === null ? `undecided after its ${counted(bound, noun)}` : `${verdict} at its bound`);
}

/**
 * What a split without history does next: interleaved pairs until the metric that was asked about (else any that got
 * worse) is confirmed, or every metric is decided.
 */
export function splitStep(
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  metrics: readonly Metric[],
  asked: string | null,
): NextStep {
  const stopped = stopIfLost(runs);
  if (stopped !== null) return stopped;
  const bound = boundOf(experiment);
  for (let pair = 0; pair < bound; pair += 1) {
    const step = missing(experiment, runs, pair, armOrder(pair, false));
    if (step === null) continue;
    const begun = (['good', 'bad'] as const).some((arm) => countedRun(runs, pair, arm) !== undefined);
    return !begun && isSplit(runs, metrics, asked) ? stop(`decided after ${counted(pair, 'pair')}`) : step;
  }
  const decided = isSplit(runs, metrics, asked);
  return stop(`${decided ? 'decided' : 'undecided'} after its ${counted(bound, 'pair')}`);
}

function isSplit(runs: readonly ExperimentRun[], metrics: readonly Metric[], asked: string | null): boolean {
  const found = seen(runs, metrics, asked);
  if (found.some(({ pairs }) => pairs.length < PAIRS_MIN)) return false;
  if (found.some(({ decision, worse }) => decision.decision === 'confirmed' && (worse || asked !== null))) return true;
  return found.every(({ decision }) => decision.decision !== 'undecided');
}

/** The next run of a pair that has none yet; null: the pair is complete. */
function missing(
  { seeds }: Experiment,
  runs: readonly ExperimentRun[],
  pair: number,
  order: readonly Arm[],
): NextStep | null {
  const arm = order.find((one) => countedRun(runs, pair, one) === undefined);
  return arm === undefined ? null : { kind: 'run', pair, arm, seed: seeds[pair] as number };
}

const boundOf = ({ maxPairs, seeds }: Experiment): number => Math.min(maxPairs, seeds.length);
const stop = (reason: string): NextStep => ({ kind: 'stop', reason });
