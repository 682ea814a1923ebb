import { PlumblineError } from '../errors.ts';
import { BAND_ALPHA, BAND_RUNS_MIN, BAND_RUNS_NARROW, BINOMIAL_FLOOR, POSITIVE_FLOOR } from '../judge/thresholds.ts';
import type { ManifestBand, Metric, Scale } from '../model/metric.ts';
import type { Band, BandKind } from '../model/series.ts';
import { deviation, mean } from './moments.ts';
import { resolution, roundingDeviation } from './resolution.ts';
import { fromWorking, onScale, toWorking } from './scale.ts';
import { studentQuantile } from './student-t.ts';

/** What a band needs to know of its metric. */
export type BandMetric = Pick<Metric, 'scale' | 'kind' | 'testSize'>;

/** What single runs are expected to do; `centre` in the metric's unit, `deviation` on the working scale. */
export interface Expectation {
  readonly kind: BandKind;
  readonly centre: number;
  readonly deviation: number;
  readonly runs: number;
}

/**
 * t-prediction band from single runs, for a point that is the mean of `perPoint` fresh runs.
 *
 * Values are in the metric's unit. INPUT_INVALID for fewer than 3 values or one that its scale cannot hold.
 *
 * @param alpha share of points left out when nothing is wrong, both sides together.
 */
export function predictionBand(
  values: readonly number[],
  metric: BandMetric,
  perPoint: number,
  kind: BandKind,
  alpha = BAND_ALPHA,
): Band {
  checkRuns(values.length, kind);
  const wrong = values.find((value) => !onScale(metric.scale, value));
  if (wrong !== undefined) {
    throw new PlumblineError('INPUT_INVALID', `${wrong} is no value of a metric on scale ${metric.scale}`);
  }
  const working = values.map((value) => toWorking(metric.scale, value));
  const centre = fromWorking(metric.scale, mean(working));
  const step = roundingDeviation(resolution(values));
  const printed = metric.scale === 'positive' ? step / centre : step;
  const spread = Math.max(deviation(working), printed, deviationFloor(metric, centre));
  return bandAtPoint({ kind, centre, deviation: spread, runs: values.length }, metric, perPoint, alpha);
}

/**
 * Band from the numbers that a manifest declares, for a mean of `perPoint` fresh seeds. INPUT_INVALID when they stand
 * for fewer than 3 seeds.
 */
export function declaredBand(declared: ManifestBand, metric: BandMetric, perPoint: number): Band {
  checkRuns(declared.seeds, declared.kind);
  if (!onScale(metric.scale, declared.centre)) {
    throw new PlumblineError('INPUT_INVALID', `${declared.centre} is no value of a metric on scale ${metric.scale}`);
  }
  const step = roundingDeviation(resolution([declared.centre, declared.deviation]));
  const spread = Math.max(declared.deviation, step) / (metric.scale === 'positive' ? declared.centre : 1);
  return bandAtPoint(
    {
      kind: declared.kind,
      centre: declared.centre,
      deviation: Math.max(spread, deviationFloor(metric, declared.centre)),
      runs: declared.seeds,
    },
    metric,
    perPoint,
  );
}

/**
 * The same expectation as the interval of a mean of `perPoint` runs: centre ± t(1 − α/2, n − 1) · s · √(1/k + 1/n) for
 * quality, whose runs differ by their seeds. Runs of one night share the host's state of that night, so averaging them
 * does not narrow speed and cost: there k counts as 1. Interval clamped to what the scale can hold.
 *
 * @param alpha share of points left out when nothing is wrong, both sides together.
 */
export function bandAtPoint(expected: Expectation, metric: BandMetric, perPoint: number, alpha = BAND_ALPHA): Band {
  const { kind, centre, runs } = expected;
  if (!(Number.isInteger(perPoint) && perPoint >= 1)) {
    throw new PlumblineError('INPUT_INVALID', `a point is the mean of 1 run or more, got ${perPoint}`);
  }
  checkRuns(runs, kind);
  const averaged = sharesNight(metric) ? 1 : perPoint;
  const half = studentQuantile(1 - alpha / 2, runs - 1) * expected.deviation * Math.sqrt(1 / averaged + 1 / runs);
  const middle = toWorking(metric.scale, centre);
  return {
    kind,
    low: clamp(metric.scale, fromWorking(metric.scale, middle - half)),
    high: clamp(metric.scale, fromWorking(metric.scale, middle + half)),
    centre,
    deviation: expected.deviation,
    runs,
    reason: reasonFor(expected, metric, perPoint, alpha),
  };
}

/** Whether runs of one night move together because they share the host. */
export function sharesNight(metric: Pick<Metric, 'kind'>): boolean {
  return metric.kind !== 'quality';
}

/**
 * Smallest spread that is believed, on the working scale: 0.4 of the binomial error for a rate with a known test set
 * (p is drawn towards ½ by one success and one failure, so that it is above 0 at p = 1), 0.3 % for positive numbers,
 * rounding to whole numbers for counts.
 */
export function deviationFloor(metric: BandMetric, centre: number): number {
  if (metric.scale === 'positive') return POSITIVE_FLOOR;
  if (metric.scale === 'count') return roundingDeviation(1);
  if (metric.scale !== 'rate' || metric.testSize === undefined) return 0;
  const p = (centre * metric.testSize + 1) / (metric.testSize + 2);
  return BINOMIAL_FLOOR * Math.sqrt((p * (1 - p)) / metric.testSize);
}

const ORIGIN: Readonly<Record<BandKind, (runs: number) => string>> = {
  declared: (runs) => `declared by the author from ${runs} seeds`,
  reference: (runs) => `from the reference's ${runs} seeds`,
  calibrated: (runs) => `calibrated from ${runs} runs on this platform`,
  learned: (runs) => `learned from ${runs} accepted runs`,
};

function reasonFor(expected: Expectation, metric: BandMetric, perPoint: number, alpha: number): string {
  const coverage = `${100 * (1 - alpha)} %`;
  const point = perPoint === 1 ? 'one run' : `the mean of ${perPoint} ${sharesNight(metric) ? 'runs' : 'fresh seeds'}`;
  const parts = [`${ORIGIN[expected.kind](expected.runs)}, ${coverage} for ${point}`];
  if (perPoint > 1 && sharesNight(metric))
    parts.push("runs of one night share the host's state, so it is as wide as for one");
  if (expected.deviation <= deviationFloor(metric, expected.centre)) parts.push('the spread is held at its floor');
  if (expected.runs < BAND_RUNS_NARROW) parts.push(`fewer than ${BAND_RUNS_NARROW} runs make it wide`);
  return parts.join('; ');
}

function clamp(scale: Scale, value: number): number {
  if (scale === 'rate') return Math.min(1, Math.max(0, value));
  return scale === 'count' ? Math.max(0, value) : value;
}

function checkRuns(runs: number, kind: BandKind): void {
  if (runs >= BAND_RUNS_MIN) return;
  throw new PlumblineError('INPUT_INVALID', `a ${kind} band needs at least ${BAND_RUNS_MIN} runs, got ${runs}`);
}
