import type { Arm, ExperimentRun } from '../model/experiment.ts';
import type { Metric } from '../model/metric.ts';
import { isInfrastructure } from '../model/run.ts';
import { readMetric } from './validity.ts';

/** What one side of a pair gave: a number in the metric's unit, or null when it failed by the benchmark's own outcome. */
export type Side = number | null;

/** One finished pair; `good` is undefined in an experiment that re-runs one environment alone. */
export interface Pair {
  readonly good: Side | undefined;
  readonly bad: Side;
}

/** The run that counts for each (pair, arm): the first that the infrastructure did not take. */
export function countedRun(runs: readonly ExperimentRun[], pair: number, arm: Arm): ExperimentRun | undefined {
  return runs.find((run) => run.pair === pair && run.arm === arm && !isLost(run));
}

/** Whether a run of an experiment ended without saying anything about its environment. */
export function isLost(run: Pick<ExperimentRun, 'outcome'>): boolean {
  return run.outcome === 'cancelled' || isInfrastructure(run.outcome);
}

/** Finished pairs of a metric in order. @param alone whether only the `bad` environment is run. */
export function pairsOf(
  runs: readonly ExperimentRun[],
  metric: Pick<Metric, 'name' | 'scale'>,
  alone: boolean,
): readonly Pair[] {
  const pairs: Pair[] = [];
  const last = Math.max(-1, ...runs.map((run) => run.pair));
  for (let pair = 0; pair <= last; pair += 1) {
    const good = countedRun(runs, pair, 'good');
    const bad = countedRun(runs, pair, 'bad');
    if (!bad || !(good || alone)) continue;
    pairs.push({ good: alone || !good ? undefined : side(good, metric), bad: side(bad, metric) });
  }
  return pairs;
}

/** What the good environment gave in every run of it that counts, in the order of pairs; null: it failed by itself. */
export function goodRuns(runs: readonly ExperimentRun[], metric: Pick<Metric, 'name' | 'scale'>): readonly Side[] {
  const last = Math.max(-1, ...runs.map((run) => run.pair));
  return Array.from({ length: last + 1 }, (_, pair) => countedRun(runs, pair, 'good')).flatMap((run) =>
    run === undefined ? [] : [side(run, metric)],
  );
}

function side(run: ExperimentRun, metric: Pick<Metric, 'name' | 'scale'>): Side {
  const found = readMetric(run, metric);
  return found.kind === 'measured' ? found.value : null;
}
