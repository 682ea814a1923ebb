import { verdictOf } from '../../core/judge/verdict.ts';
import type { RunDetail } from '../../core/model/api/run.ts';
import { declaredBand } from '../../core/statistics/band.ts';

/**
 * What the judge says of one run alone, for each metric whose band the manifest declares: quality can be judged before
 * this machine's speed is known. A night's verdict, over its seeds, is narrower.
 */
export function judgeRun(run: RunDetail): readonly string[] {
  return run.metrics.flatMap((metric) => {
    const value = run.measurements.find((measurement) => measurement.metric === metric.name)?.value;
    if (metric.band === undefined || value === undefined) return [];
    const where = { seriesId: '', nightId: '', at: run.createdAt, hosts: [], missed: 0, tainted: false };
    const point = { ...where, value, spread: 0, runs: 1, planned: 1 };
    return [
      verdictOf({ point, metric, band: declaredBand(metric.band, metric, 1), runs: [], changedSeeds: [] }).reason,
    ];
  });
}
