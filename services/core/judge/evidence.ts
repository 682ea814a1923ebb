import type { Basis } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import { pulledIn } from '../statistics/robust.ts';
import { merged, NO_SAMPLE, type Sample, sampleOf } from '../statistics/sample.ts';
import { toWorking, workingEffect } from '../statistics/scale.ts';
import { type ShiftSums, shiftEvidence } from '../statistics/shift-evidence.ts';
import type { Pair } from './arms.ts';
import { failureEvidence } from './failure-evidence.ts';
import {
  EVIDENCE_REACH,
  FAILURE_WEIGHT,
  LEARNING_NIGHTS,
  PRIOR_FREEDOM_MAX,
  SHIFTS,
  SHIFTS_IN_NOISE,
  SHORT_BAND_SHARE,
} from './thresholds.ts';

/** Evidence ratio against "no change", and whether it comes from runs that failed rather than from numbers. */
export interface Evidence {
  readonly ratio: number;
  readonly byFailure: boolean;
}

/** What the evidence needs of a metric. */
export type EvidenceMetric = Pick<Metric, 'scale' | 'kind' | 'minEffect'>;

/**
 * Evidence that the environment of the suspicious night differs: a weighted mean of evidence ratios that each have mean
 * 1 (at most) when nothing changed — the numbers moved, or the new side fails — so it has so too.
 */
export function evidenceOf(pairs: readonly Pair[], metric: EvidenceMetric, basis: Basis | null): Evidence {
  const failure = FAILURE_WEIGHT * Math.exp(failureEvidence(pairs));
  const numbers = alone(pairs) ? rerunEvidence(pairs, metric, basis) : pairEvidence(pairs, metric, basis);
  return { ratio: failure + (1 - FAILURE_WEIGHT) * numbers, byFailure: failure > (1 - FAILURE_WEIGHT) * numbers };
}

/** Whether these are plain re-runs of one environment, held against the level before. */
export function alone(pairs: readonly Pair[]): boolean {
  return pairs.every((pair) => pair.good === undefined);
}

/** Differences bad − good on the working scale of the pairs in which both sides gave a number. */
export function differences(pairs: readonly Pair[], scale: Metric['scale']): readonly number[] {
  return pairs.flatMap(({ good, bad }) =>
    typeof good === 'number' && bad !== null ? [toWorking(scale, bad) - toWorking(scale, good)] : [],
  );
}

/** Differences of plain re-runs from the level before. */
export function departures(pairs: readonly Pair[], scale: Metric['scale'], { centre }: Basis): readonly number[] {
  return pairs.flatMap(({ bad }) => (bad === null ? [] : [toWorking(scale, bad) - centre]));
}

/** Deviation of single runs before. */
export function runDeviation({ baseline }: Basis): number {
  return Math.sqrt(baseline.squares / Math.max(1, baseline.count - 1));
}

/**
 * Plain re-runs against the level before, given what the suspicious nights already said: the evidence of suspicious and
 * fresh runs together over that of the suspicious ones alone,
 *
 *   Λ = Σ BF(δ; baseline, recent + fresh) / Σ BF(δ; baseline, recent).
 *
 * The suspicion was raised by numbers that do not depend on the unit or the level (z of recent against baseline). Given
 * those, Λ has mean 1 when nothing changed and the noise is normal, however short the baseline and whatever made
 * the nights suspicious: the winner's curse is divided out, where a plug-in ratio would count the suspicion twice
 * (conditional likelihood of the maximal invariant; Grünwald, de Heide and Koolen 2024, section 4). Drawing fresh runs
 * in to 2.5 deviations (or as far as all of them go) keeps it below 1 in heavy tails too (docs/detection.md).
 */
function rerunEvidence(pairs: readonly Pair[], metric: EvidenceMetric, basis: Basis | null): number {
  if (basis === null) return 1;
  const found = departures(pairs, metric.scale, basis);
  if (found.length === 0) return 1;
  const reach = reachOf(basis, found);
  const fresh = sampleOf(found.map((value) => pulledIn(value, reach)));
  const recent = within(basis, found);
  const shifts = shiftsOf(metric, basis);
  const together = weights(basis.baseline, merged(recent, fresh), shifts);
  return Math.exp(logSum(together) - logSum(weights(basis.baseline, recent, shifts)));
}

/** Distance that every fresh run reaches on one side: what all of them show is no outlier, however far it is. */
function agreed(departures: readonly number[]): number {
  if (departures.length === 0) return 0;
  return Math.max(0, Math.min(...departures), -Math.max(...departures));
}

/**
 * Pairs: a difference D ~ N(δσ, 2σ²) joins what was known before as a run of D/√2 would, and σ is integrated out over
 * both. The suspicious nights take part in it: a point leaves a short band mostly where its spread came out too small,
 * and without those nights the mean would be 5 to 11 instead of 1. They are drawn in, so that a wild one hides no change;
 * what that leaves after a short band is taken off as a whole. All that was known counts like few degrees of freedom, so
 * that a host that became noisier shows; in full it weighs the sizes and directions. Seeds that both sides share make D
 * narrower than 2σ²; then the evidence is too weak, never too strong.
 */
function pairEvidence(pairs: readonly Pair[], metric: EvidenceMetric, basis: Basis | null): number {
  const found = differences(pairs, metric.scale);
  const before = sumsOf(basis?.baseline ?? NO_SAMPLE, basis === null ? NO_SAMPLE : within(basis, found));
  const share = Math.min(1, PRIOR_FREEDOM_MAX / before.freedom);
  const known: ShiftSums = {
    freedom: share * before.freedom,
    squares: share * before.squares,
    sum: share * before.sum,
    weight: share * before.weight,
  };
  const together: ShiftSums = {
    freedom: known.freedom + found.length,
    squares: known.squares + found.reduce((sum, value) => sum + value * value, 0) / 2,
    sum: known.sum + found.reduce((sum, value) => sum + value, 0) / 2,
    weight: known.weight + found.length / 2,
  };
  if (found.length === 0 || together.freedom < 2) return 1;
  const shifts = shiftsOf(metric, basis);
  const weighed = evidences(before, shifts);
  const earlier = evidences(known, shifts);
  const after = evidences(together, shifts).map((log, i) => log - (earlier[i] as number) + (weighed[i] as number));
  return evidenceShare(pairs, basis) * Math.exp(logSum(after) - logSum(weighed));
}

/** Drawing the suspicious nights in leaves pairs a mean of up to 2.5 after a short band; this share takes it off. */
export function evidenceShare(pairs: readonly Pair[], basis: Basis | null): number {
  const left = basis?.rule === 'band' && basis.recent.count > 0;
  const short = left && basis.baseline.count < LEARNING_NIGHTS;
  return short && !alone(pairs) ? SHORT_BAND_SHARE : 1;
}

/** log evidence for each shift of `group` against `baseline`, two samples with one unknown spread; 0 for an empty one. */
function weights(baseline: Sample, group: Sample, shifts: readonly number[]): readonly number[] {
  return evidences(sumsOf(baseline, group), shifts);
}

/** Sums of `group` against `baseline`; of weight 0 where one of them is empty. */
function sumsOf(baseline: Sample, group: Sample): ShiftSums {
  const count = baseline.count + group.count;
  const weight = count > 0 ? (baseline.count * group.count) / count : 0;
  const apart = group.mean - baseline.mean;
  return {
    freedom: Math.max(0, count - 1),
    squares: baseline.squares + group.squares + weight * apart * apart,
    sum: weight * apart,
    weight,
  };
}

/** log evidence for each shift; 0 where nothing is known of it. */
function evidences(sums: ShiftSums, shifts: readonly number[]): readonly number[] {
  return shifts.map((shift) => (sums.weight > 0 ? shiftEvidence(sums, shift) : 0));
}

/** The shifts that are looked for, up and down, in standard deviations of a single run. */
function shiftsOf(metric: EvidenceMetric, basis: Basis | null): readonly number[] {
  const unit = basis === null ? 0 : runDeviation(basis);
  const largest = SHIFTS.at(-1) as number;
  const wanted = unit > 0 ? Math.min(largest, workingEffect(metric.scale, metric.minEffect) / unit) : 0;
  const shifts = new Set([...SHIFTS_IN_NOISE, ...SHIFTS.map((shift) => Math.max(wanted, shift))]);
  return [...shifts].flatMap((shift) => [shift, -shift]);
}

/** The suspicious nights, drawn in to where fresh runs are: they say that it moved, and not alone how far. */
function within(basis: Basis, fresh: readonly number[]): Sample {
  return { ...basis.recent, mean: pulledIn(basis.recent.mean, reachOf(basis, fresh)) };
}

/** Distance up to which a number is believed: 2.5 deviations, or as far as every fresh run goes. */
function reachOf(basis: Basis, fresh: readonly number[]): number {
  return Math.max(EVIDENCE_REACH * runDeviation(basis), agreed(fresh));
}

/** log Σ eˣ without overflow. */
function logSum(logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
}
