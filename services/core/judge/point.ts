import type { Instant } from '../model/base.ts';
import type { Metric } from '../model/metric.ts';
import type { Point } from '../model/series.ts';
import { deviation, mean } from '../statistics/moments.ts';
import { fromWorking, toWorking } from '../statistics/scale.ts';
import type { RunValue } from './validity.ts';

/**
 * A series' point of one night: mean over the valid runs (geometric for `positive`), their spread on the working scale,
 * and how many of the planned runs are behind it.
 */
export function pointOf(
  where: { readonly seriesId: string; readonly nightId: string; readonly at: Instant },
  metric: Pick<Metric, 'scale'>,
  runs: readonly RunValue[],
): Point {
  const working = runs.flatMap((run) => (run.kind === 'measured' ? [toWorking(metric.scale, run.value)] : []));
  const some = working.length > 0;
  return {
    ...where,
    value: some ? fromWorking(metric.scale, mean(working)) : null,
    spread: some ? deviation(working) : 0,
    runs: working.length,
    planned: runs.length,
  };
}
