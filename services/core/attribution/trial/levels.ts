import { PAIRS_MIN_DISMISS } from '../../judge/thresholds.ts';
import type { ExperimentRun } from '../../model/experiment.ts';
import type { Metric } from '../../model/metric.ts';
import type { Levels } from '../../model/search.ts';
import { deviationFloor, sharesNight } from '../../statistics/band.ts';
import { deviation, mean, squares } from '../../statistics/moments.ts';
import { resolution, roundingDeviation } from '../../statistics/resolution.ts';
import { toWorking } from '../../statistics/scale.ts';
import { type Reading, readings } from './reading.ts';

/** What the levels need of a metric. */
export type LevelMetric = Pick<Metric, 'name' | 'kind' | 'scale' | 'testSize'>;

/**
 * What the two sides of a split give. Most runs of the bad side fail and most of the good one do not: its failure. Else
 * the mean of either side on the working scale with the spread of a pair's difference (or of a single run). Null: too few
 * runs gave a number.
 */
export function levelsOf(runs: readonly ExperimentRun[], metric: LevelMetric): Levels | null {
  const pairs = readings(runs, metric);
  const good = pairs.flatMap((pair) => pair.good ?? []);
  const bad = pairs.flatMap((pair) => pair.bad ?? []);
  if (2 * failures(bad).length > bad.length && 2 * failures(good).length < good.length)
    return { kind: 'failure', metric: metric.name, paired: false, signature: commonest(failures(bad)) };
  return sharesNight(metric) ? pairedLevels(pairs, metric) : singleLevels(numbers(good), numbers(bad), metric);
}

/** Only pairs in which both sides gave a number: their differences are what the host's drift leaves alone. */
function pairedLevels(pairs: ReturnType<typeof readings>, metric: LevelMetric): Levels | null {
  const whole = pairs.flatMap(({ good, bad }) =>
    good?.kind === 'number' && bad?.kind === 'number' ? [{ good: good.value, bad: bad.value }] : [],
  );
  if (whole.length < PAIRS_MIN_DISMISS) return null;
  const good = whole.map((pair) => pair.good);
  const bad = whole.map((pair) => pair.bad);
  const [before, after] = [working(good, metric), working(bad, metric)];
  const apart = after.map((value, at) => value - (before[at] as number));
  return {
    ...{ kind: 'numbers', metric: metric.name, paired: true, good: mean(before), bad: mean(after) },
    // Two runs that each have the floor's spread differ by √2 of it.
    deviation: Math.max(deviation(apart), Math.SQRT2 * floorOf(good, bad, metric)),
    count: whole.length,
  };
}

function singleLevels(good: readonly number[], bad: readonly number[], metric: LevelMetric): Levels | null {
  const count = Math.min(good.length, bad.length);
  if (count < PAIRS_MIN_DISMISS) return null;
  const [before, after] = [working(good, metric), working(bad, metric)];
  const pooled = Math.sqrt((squares(before) + squares(after)) / (before.length + after.length - 2));
  return {
    ...{ kind: 'numbers', metric: metric.name, paired: false, good: mean(before), bad: mean(after) },
    deviation: Math.max(pooled, floorOf(good, bad, metric)),
    count,
  };
}

/** Smallest spread of a single run that is believed: the metric's own, and what printing rounded away. Above 0. */
function floorOf(good: readonly number[], bad: readonly number[], metric: LevelMetric): number {
  const centre = mean(good);
  const step = roundingDeviation(resolution([...good, ...bad]));
  return Math.max(metric.scale === 'positive' ? step / centre : step, deviationFloor(metric, centre));
}

const working = (values: readonly number[], { scale }: LevelMetric): readonly number[] =>
  values.map((value) => toWorking(scale, value));

const numbers = (found: readonly Reading[]): readonly number[] =>
  found.flatMap((reading) => (reading.kind === 'number' ? [reading.value] : []));

const failures = (found: readonly Reading[]): readonly string[] =>
  found.flatMap((reading) => (reading.kind === 'failed' ? [reading.signature] : []));

/** The most frequent of at least one text; the first of several. */
function commonest(texts: readonly string[]): string {
  const count = (text: string): number => texts.filter((other) => other === text).length;
  return texts.reduce((best, text) => (count(text) > count(best) ? text : best));
}
