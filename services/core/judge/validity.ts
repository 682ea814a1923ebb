import type { Metric } from '../model/metric.ts';
import { isInfrastructure, type Measurement, type Outcome } from '../model/run.ts';
import { onScale } from '../statistics/scale.ts';
import { formatNumber } from './wording.ts';

/**
 * What one run says about one metric. `failed`: by the benchmark's own outcome, a finding. `absent`: the infrastructure,
 * a cancellation or the deadline took it, which says nothing about the benchmark.
 */
export type RunValue =
  | { readonly kind: 'measured'; readonly value: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** What validity is judged from; `outcome` null: the run had not ended. */
export interface RunResult {
  readonly outcome: Outcome | null;
  readonly detail?: string;
  readonly measurements: readonly Measurement[];
}

/** Reads a metric out of a run. Only `measured` runs have values; a value that its scale cannot hold is a failure. */
export function readMetric(run: RunResult, metric: Pick<Metric, 'name' | 'scale'>): RunValue {
  const { outcome } = run;
  if (outcome === null) return { kind: 'absent', reason: 'not ended at the deadline' };
  if (outcome === 'cancelled' || isInfrastructure(outcome))
    return { kind: 'absent', reason: told(outcome, run.detail) };
  if (outcome !== 'measured') return { kind: 'failed', reason: told(outcome, run.detail) };
  const found = run.measurements.filter((measurement) => measurement.metric === metric.name);
  const first = found[0];
  if (first === undefined) return { kind: 'failed', reason: `missing-metric: ${metric.name} was not measured` };
  if (found.length > 1)
    return { kind: 'failed', reason: `duplicate-metric: ${metric.name} has ${found.length} values` };
  if (!onScale(metric.scale, first.value)) {
    const text = formatNumber(first.value);
    return {
      kind: 'failed',
      reason: `invalid-metric: ${metric.name} is ${text}, which its scale ${metric.scale} cannot hold`,
    };
  }
  return { kind: 'measured', value: first.value };
}

const told = (outcome: string, detail: string | undefined): string => (detail ? `${outcome}: ${detail}` : outcome);
