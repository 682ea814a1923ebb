import { EFFECT_SHARE_MIN } from '../../judge/thresholds.ts';
import { withUnit } from '../../judge/wording.ts';
import type { ExperimentRun } from '../../model/experiment.ts';
import type { Metric } from '../../model/metric.ts';
import { deviation, mean } from '../../statistics/moments.ts';
import { fromWorking, toWorking, workingEffect } from '../../statistics/scale.ts';
import { readings } from './reading.ts';

/** Deviations of single runs that both sides must be away from what the good run gave: one lucky run is no host. */
const DEPARTURE = 3;

/** What the two given runs measured, in the metric's unit; null: it failed. */
export interface Before {
  readonly good: number | null;
  readonly bad: number | null;
}

export interface HostSplit {
  readonly outcome: 'host' | 'not-reproducible';
  /** One sentence. */
  readonly reason: string;
}

/**
 * What it means that fresh runs of both sides give the same. Both give now what the bad run gave: whatever made it bad
 * reaches the good side too, so it is the host's. Else the difference of the two runs is not there any more.
 *
 * @param before what the two runs gave at their time; null: the sides were not given as runs.
 */
export function hostSplit(runs: readonly ExperimentRun[], metric: Metric, before: Before | null): HostSplit {
  const gone: HostSplit = { outcome: 'not-reproducible', reason: 'fresh runs of both sides give the same' };
  if (before === null || before.good === null) return gone;
  const pairs = readings(runs, metric);
  const sides = (['good', 'bad'] as const).map((arm) => pairs.flatMap((pair) => pair[arm] ?? []));
  if (before.bad === null) {
    const failing = sides.every((side) => 2 * side.filter(({ kind }) => kind === 'failed').length > side.length);
    return failing ? host('both sides fail now, as the bad run did') : gone;
  }
  const values = sides.map((side) =>
    side.flatMap((one) => (one.kind === 'number' ? [toWorking(metric.scale, one.value)] : [])),
  );
  if (values.some((side) => side.length === 0)) return gone;
  const from = toWorking(metric.scale, before.good);
  const gap = toWorking(metric.scale, before.bad) - from;
  if (Math.abs(gap) < EFFECT_SHARE_MIN * workingEffect(metric.scale, metric.minEffect)) return gone;
  const spread = deviation(values.flat());
  const away = values.map((side) => (mean(side) - from) * Math.sign(gap));
  const text = withUnit(fromWorking(metric.scale, mean(values.flat())), metric.unit);
  if (away.some((distance) => distance < Math.abs(gap) / 2 || distance < DEPARTURE * spread))
    return { ...gone, reason: `fresh runs of both sides give the same, ${text}, and not what the bad run gave` };
  return host(
    `both sides give ${text} now, as the bad run did; the good run gave ${withUnit(before.good, metric.unit)}`,
  );
}

const host = (reason: string): HostSplit => ({ outcome: 'host', reason });
