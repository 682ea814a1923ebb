import type { MetricDifference } from '../model/api/compare.ts';
import type { Metric } from '../model/metric.ts';
import type { Measurement } from '../model/run.ts';
import type { StoredBand } from '../model/series.ts';
import { effectOf, fromWorking, onScale, toWorking, workingEffect } from '../statistics/scale.ts';
import { describeBand } from './band-wording.ts';
import { hostOffset } from './host-offset.ts';

/** One of two runs that are compared, as far as its numbers go. */
export interface ComparedRun {
  readonly host: string | null;
  readonly measurements: readonly Measurement[];
}

/**
 * A metric of two runs: how it changed, whether that is more than the smallest effect, and where both lie in the band of
 * the series, moved to each run's host.
 *
 * @param band in force; null: the series has none.
 */
export function metricDifference(
  metric: Metric,
  good: ComparedRun,
  bad: ComparedRun,
  band: StoredBand | null,
): MetricDifference {
  const { name, unit, scale, direction, minEffect, kind } = metric;
  const [before, after] = [valueIn(metric, good), valueIn(metric, bad)];
  const moved = before === null || after === null ? null : toWorking(scale, after) - toWorking(scale, before);
  const note = kind === 'quality' ? ', for the mean of a night’s seeds' : '';
  return {
    ...{ metric: name, unit, scale, direction, minEffect, good: before, bad: after },
    change: moved === null ? null : effectOf(scale, moved),
    is: moved === null ? 'missing' : kindOf(moved, metric),
    band: band && shown(band),
    bandText: band === null ? '' : `${describeBand(band, metric)}${note}`,
    goodInBand: inBand(before, good.host, band, metric),
    badInBand: inBand(after, bad.host, band, metric),
  };
}

/** Whether two runs differ for the worse: a metric by more than its smallest effect, or one that is no longer given. */
export function gotWorse(differences: readonly MetricDifference[]): boolean {
  return differences.some(({ is, good, bad }) => is === 'worse' || (good !== null && bad === null));
}

function valueIn({ name, scale }: Metric, { measurements }: ComparedRun): number | null {
  const value = measurements.find(({ metric }) => metric === name)?.value;
  return value !== undefined && onScale(scale, value) ? value : null;
}

function kindOf(moved: number, { scale, direction, minEffect }: Metric): 'same' | 'better' | 'worse' | 'other' {
  if (Math.abs(moved) < workingEffect(scale, minEffect)) return 'same';
  if (direction === 'none') return 'other';
  return moved > 0 === (direction === 'higher') ? 'better' : 'worse';
}

function shown({ kind, low, high, centre, deviation, runs, reason }: StoredBand): MetricDifference['band'] {
  return { kind, low, high, centre, deviation, runs, reason };
}

/** Null where there is nothing to say: no value, no band, or a host whose offset from the band is not known. */
function inBand(value: number | null, host: string | null, band: StoredBand | null, metric: Metric): boolean | null {
  if (value === null || band === null) return null;
  const offset = hostOffset(host, band, [], metric);
  if (offset === null) return null;
  const here = fromWorking(metric.scale, toWorking(metric.scale, value) - offset);
  return here >= band.low && here <= band.high;
}
