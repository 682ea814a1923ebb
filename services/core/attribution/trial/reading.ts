import { countedRun } from '../../judge/arms.ts';
import { readMetric } from '../../judge/validity.ts';
import type { Arm, ExperimentRun } from '../../model/experiment.ts';
import type { Metric } from '../../model/metric.ts';
import { failureSignature } from '../failure-signature.ts';

/** What one run of a trial says of a metric: a number in its unit, or which failure it was. */
export type Reading =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'failed'; readonly signature: string };

/** What the trial decision needs of a metric. */
export type ReadMetric = Pick<Metric, 'name' | 'scale'>;

/** The reading of the run that counts for a pair and arm; undefined: none has ended, or the infrastructure took it. */
export function readingOf(
  runs: readonly ExperimentRun[],
  metric: ReadMetric,
  pair: number,
  arm: Arm,
): Reading | undefined {
  const run = countedRun(runs, pair, arm);
  if (run === undefined) return undefined;
  const found = readMetric(run, metric);
  if (found.kind === 'measured') return { kind: 'number', value: found.value };
  // A run that ended well without this metric fails in this metric alone.
  const signature =
    run.outcome === 'measured'
      ? failureSignature('missing-metric', found.reason)
      : failureSignature(run.outcome, run.detail);
  return { kind: 'failed', signature };
}

/** One pair as far as it has ended. */
export interface PairReading {
  readonly pair: number;
  readonly good: Reading | undefined;
  readonly bad: Reading | undefined;
}

/** Readings of all pairs in their order, unfinished ones included. */
export function readings(runs: readonly ExperimentRun[], metric: ReadMetric): readonly PairReading[] {
  const last = Math.max(-1, ...runs.map((run) => run.pair));
  return Array.from({ length: last + 1 }, (_, pair) => ({
    pair,
    good: readingOf(runs, metric, pair, 'good'),
    bad: readingOf(runs, metric, pair, 'bad'),
  }));
}
