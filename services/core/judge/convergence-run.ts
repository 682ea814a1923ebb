import type { Metric } from '../model/metric.ts';
import { type RunResult, type RunValue, readMetric } from './validity.ts';

/** What one run says about how fast it converged; `failed` and `absent` as for every metric. */
export type ConvergenceRun = RunValue | { readonly kind: 'not-converged' };

/**
 * Reads a metric with reference convergence points out of a run. A run that ended well (exit 0, every other metric
 * measured) without it did not converge: it never logged the target, or its MLLOG `run_stop` says that it gave up, which
 * takes the metric away (formats/reduce.ts). A crash or a time-out is `failed`: it may have converged, nobody knows.
 */
export function readConvergence(run: RunResult, metric: Pick<Metric, 'name' | 'scale'>): ConvergenceRun {
  const missing = run.measurements.every((measurement) => measurement.metric !== metric.name);
  if (run.outcome === 'measured' && missing) return { kind: 'not-converged' };
  return readMetric(run, metric);
}
