import type { Metric } from '../model/metric.ts';
import type { Band } from '../model/series.ts';
import { mean, squares } from '../statistics/moments.ts';
import { toWorking, workingEffect } from '../statistics/scale.ts';
import { type ShiftSums, shiftEvidence } from '../statistics/shift-evidence.ts';
import type { Pair } from './arms.ts';
import {
  FAILURE_RATE_BROKEN,
  FAILURE_RATE_SOUND,
  FAILURE_WEIGHT,
  PRIOR_FREEDOM_MAX,
  SHIFT_MIDDLE,
  SHIFT_MIN,
  SHIFT_STRONG,
} from './thresholds.ts';

/** Evidence ratio against "no change", and whether it comes from runs that failed rather than from numbers. */
export interface Evidence {
  readonly ratio: number;
  readonly byFailure: boolean;
}

/** What the evidence needs of a metric. */
export type EvidenceMetric = Pick<Metric, 'scale' | 'kind' | 'minEffect'>;

/**
 * Evidence that the two sides of the pairs differ: a weighted mean of evidence ratios that each have mean 1 (at most)
 * when nothing changed — shifted up or down by one of three amounts, or the new side fails — so it has so too.
 */
export function evidenceOf(pairs: readonly Pair[], metric: EvidenceMetric, band: Band | null): Evidence {
  const failure = FAILURE_WEIGHT * Math.exp(failureEvidence(pairs));
  const sums = alone(pairs) ? rerunSums(pairs, metric, band) : pairSums(pairs, metric, band);
  const shifts = sums === null ? [0] : shiftsOf(pairs, metric, band).map((shift) => shiftEvidence(sums, shift));
  const numbers = (1 - FAILURE_WEIGHT) * mean(shifts.map(Math.exp));
  return { ratio: failure + numbers, byFailure: failure > numbers };
}

/** Whether these are plain re-runs of one environment, held against its band. */
export function alone(pairs: readonly Pair[]): boolean {
  return pairs.every((pair) => pair.good === undefined);
}

/** Differences bad − good on the working scale of the pairs in which both sides gave a number. */
export function differences(pairs: readonly Pair[], scale: Metric['scale']): readonly number[] {
  return pairs.flatMap(({ good, bad }) =>
    typeof good === 'number' && bad !== null ? [toWorking(scale, bad) - toWorking(scale, good)] : [],
  );
}

/** Differences of plain re-runs from the band's centre. */
export function departures(pairs: readonly Pair[], scale: Metric['scale'], band: Band): readonly number[] {
  return pairs.flatMap(({ bad }) => (bad === null ? [] : [toWorking(scale, bad) - toWorking(scale, band.centre)]));
}

/**
 * Pairs: differences D ~ N(Δ, 2σ²). The band's runs add their own squares, ν·2s². Seeds that both sides share make D
 * narrower than 2σ²; then the evidence is too weak, never too strong.
 */
function pairSums(pairs: readonly Pair[], metric: EvidenceMetric, band: Band | null): ShiftSums | null {
  const found = differences(pairs, metric.scale);
  if (found.length < 2 && band === null) return null;
  if (found.length === 0) return null;
  const prior = priorFreedom(band);
  const known = band === null ? 0 : 2 * prior * band.deviation ** 2;
  return {
    freedom: prior + found.length,
    squares: known + found.reduce((sum, value) => sum + value * value, 0),
    sum: found.reduce((sum, value) => sum + value, 0),
    weight: found.length,
  };
}

/**
 * Plain re-runs: x − c with x ~ N(μ + Δ, σ²) and the centre c a mean of the band's own n runs. With μ integrated out,
 * k runs are worth kn/(k + n) differences.
 */
function rerunSums(pairs: readonly Pair[], metric: EvidenceMetric, band: Band | null): ShiftSums | null {
  if (band === null) return null;
  const found = departures(pairs, metric.scale, band);
  if (found.length === 0) return null;
  const prior = priorFreedom(band);
  const weight = (found.length * band.runs) / (found.length + band.runs);
  const departure = mean(found);
  return {
    freedom: prior + found.length,
    squares: prior * band.deviation ** 2 + squares(found) + weight * departure * departure,
    sum: weight * departure,
    weight,
  };
}

/** The shifts that are looked for, up and down, in standard deviations of one difference. */
function shiftsOf(pairs: readonly Pair[], metric: EvidenceMetric, band: Band | null): readonly number[] {
  const unit = band === null ? 0 : band.deviation * (alone(pairs) ? 1 : Math.SQRT2);
  const wanted = unit > 0 ? workingEffect(metric.scale, metric.minEffect) / unit : 0;
  const small = Math.min(SHIFT_STRONG, Math.max(SHIFT_MIN, wanted));
  return [small, SHIFT_MIDDLE, SHIFT_STRONG].flatMap((shift) => [shift, -shift]);
}

function priorFreedom(band: Band | null): number {
  return band === null ? 0 : Math.min(PRIOR_FREEDOM_MAX, band.runs - 1);
}

/**
 * log evidence for "the new side is broken, the old is sound" against the better of two other stories: both are sound
 * (each run fails in at most 5 %), or whatever runs on this host today fails.
 */
function failureEvidence(pairs: readonly Pair[]): number {
  let againstSound = 0;
  let againstHost = 0;
  for (const { good, bad } of pairs) {
    const broken = chance(FAILURE_RATE_BROKEN, bad);
    againstSound += Math.log(broken / chance(FAILURE_RATE_SOUND, bad));
    if (good === undefined) continue;
    const both = chance(FAILURE_RATE_BROKEN, bad) * chance(FAILURE_RATE_BROKEN, good);
    againstHost += Math.log((broken * chance(FAILURE_RATE_SOUND, good)) / both);
  }
  return alone(pairs) ? againstSound : Math.min(againstSound, againstHost);
}

const chance = (failureRate: number, side: number | null): number => (side === null ? failureRate : 1 - failureRate);
