import { PlumblineError } from '../errors.ts';
import type { RunReport } from './job.ts';
import type { Metric } from './metric.ts';

/**
 * Refuses a report that contradicts what its run was asked to measure: a metric nobody declared (UNKNOWN_METRIC), one
 * named twice, in another unit, or absent from an outcome `measured` (INPUT_INVALID), unless it has reference convergence
 * points: a run without it did not converge. The door does not trust a reader of logs that it did not start.
 */
export function checkReport(metrics: readonly Metric[], report: Pick<RunReport, 'outcome' | 'measurements'>): void {
  const declared = new Map(metrics.map((metric) => [metric.name, metric]));
  const seen = new Set<string>();
  for (const { metric, unit } of report.measurements) {
    const known = declared.get(metric);
    if (known === undefined)
      throw new PlumblineError(
        'UNKNOWN_METRIC',
        `the report names "${metric}"; the run measures ${[...declared.keys()].join(', ')}`,
      );
    if (unit !== known.unit)
      throw new PlumblineError('INPUT_INVALID', `"${metric}" is measured in ${known.unit}, the report says ${unit}`);
    if (seen.has(metric)) throw new PlumblineError('INPUT_INVALID', `the report names "${metric}" twice`);
    seen.add(metric);
  }
  if (report.outcome !== 'measured') return;
  const missing = metrics.flatMap(({ name, convergence }) => (convergence || seen.has(name) ? [] : [name]));
  if (missing.length > 0)
    throw new PlumblineError('INPUT_INVALID', `outcome "measured" without a value of ${missing.join(', ')}`);
}
