import { trialStep } from '../../services/core/attribution/trial/trial-step.ts';
import { weighTrial } from '../../services/core/attribution/trial/weigh.ts';
import type { NextStep } from '../../services/core/judge/experiment-step.ts';
import type { Arm, Experiment, ExperimentRun } from '../../services/core/model/experiment.ts';
import type { Metric } from '../../services/core/model/metric.ts';
import type { Levels, TrialResult } from '../../services/core/model/search.ts';
import { anExperiment } from './builders.ts';
import { trial } from './judging.ts';

// Trials of a search, as a worker and the door would carry them out.

/** More steps than any experiment of a test takes. */
const STEPS_MAX = 1000;

/** An experiment with room for so many pairs. */
export function roomFor(pairs: number): Experiment {
  return anExperiment({ maxPairs: pairs, seeds: Array.from({ length: pairs }, (_, i) => 11 + i), host: 'host-a' });
}

/** Carries an experiment out until it is told to stop; `give` runs one side. */
export function carryOut(
  step: (runs: readonly ExperimentRun[]) => NextStep,
  give: (arm: Arm, pair: number) => ExperimentRun,
): { readonly runs: readonly ExperimentRun[]; readonly order: readonly string[]; readonly reason: string } {
  const runs: ExperimentRun[] = [];
  const order: string[] = [];
  for (let i = 0; i < STEPS_MAX; i += 1) {
    const next = step(runs);
    if (next.kind === 'stop') return { runs, order, reason: next.reason };
    order.push(`${next.arm} ${next.seed}`);
    runs.push(give(next.arm, next.pair));
  }
  throw new Error('it never stops');
}

/** A run of a metric that measured `value`, or failed. */
export function gave(metric: Pick<Metric, 'name'>, arm: Arm, pair: number, value: number | null): ExperimentRun {
  return trial(pair, arm, value, { metric: metric.name });
}

/** Carries a trial out and weighs it. */
export function tryOut(
  experiment: Experiment,
  levels: Levels,
  metric: Metric,
  give: (arm: Arm, pair: number) => ExperimentRun,
): { readonly result: TrialResult; readonly order: readonly string[]; readonly reason: string } {
  const { runs, order, reason } = carryOut((sofar) => trialStep(experiment, sofar, levels, metric), give);
  return { result: weighTrial(experiment, runs, levels, metric), order, reason };
}
