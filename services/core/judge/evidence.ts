import type { Basis } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import { pulledIn } from '../statistics/robust.ts';
import { merged, NO_SAMPLE, type Sample, sampleOf } from '../statistics/sample.ts';
import { toWorking, workingEffect } from '../statistics/scale.ts';
import { type ShiftSums, shiftEvidence } from '../statistics/shift-evidence.ts';
import type { Pair } from './arms.ts';
import { failureEvidence } from './failure-evidence.ts';
import { EVIDENCE_REACH, FAILURE_WEIGHT, PRIOR_FREEDOM_MAX, SHIFTS } from './thresholds.ts';

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
 * those, Λ has mean 1 exactly when nothing changed and the noise is normal, however short the baseline and whatever made
 * the nights suspicious: the winner's curse is divided out, where a plug-in ratio would count the suspicion twice
 * (conditional likelihood of the maximal invariant; Grünwald, de Heide and Koolen 2024, section 4). Drawing fresh runs
 * in to 3 deviations (or as far as all of them agree) keeps it below 1 in heavy tails too (docs/detection.md).
 */
function rerunEvidence(pairs: readonly Pair[], metric: EvidenceMetric, basis: Basis | null): number {
  if (basis === null) return 1;
  const found = departures(pairs, metric.scale, basis);
  if (found.length === 0) return 1;
  const reach = Math.max(EVIDENCE_REACH * runDeviation(basis), agreed(found));
  const fresh = sampleOf(found.map((value) => pulledIn(value, reach)));
  const recent = { ...basis.recent, mean: pulledIn(basis.recent.mean, reach) };
  const shifts = shiftsOf(metric, basis);
  const together = weights(basis.baseline, merged(recent, fresh), shifts);
  return Math.exp(logSum(together) - logSum(weights(basis.baseline, recent, shifts)));
}

/** Distance that every fresh run reaches on one side: what all of them show is no outlier, however far it is. */
function agreed(departures: readonly number[]): number {
  return Math.max(0, Math.min(...departures), -Math.max(...departures));
}

/**
 * Pairs: differences D ~ N(Δ, 2σ²), σ integrated out; the level before adds its own squares, ν·2s², with few degrees of
 * freedom, so that a host that became noisier shows. What the suspicious nights say of the size and the direction weighs
 * the shifts: they are other runs than the pairs, so the mean stays 1. Seeds that both sides share make D narrower than
 * 2σ²; then the evidence is too weak, never too strong.
 */
function pairEvidence(pairs: readonly Pair[], metric: EvidenceMetric, basis: Basis | null): number {
  const found = differences(pairs, metric.scale);
  if (found.length === 0 || (found.length < 2 && basis === null)) return 1;
  const prior = basis === null ? 0 : Math.min(PRIOR_FREEDOM_MAX, basis.baseline.count - 1);
  const known = basis === null ? 0 : 2 * prior * runDeviation(basis) ** 2;
  const sums: ShiftSums = {
    freedom: prior + found.length,
    squares: known + found.reduce((sum, value) => sum + value * value, 0),
    sum: found.reduce((sum, value) => sum + value, 0),
    weight: found.length,
  };
  const shifts = shiftsOf(metric, basis);
  const before = weights(basis?.baseline ?? NO_SAMPLE, basis?.recent ?? NO_SAMPLE, shifts);
  const after = shifts.map((shift, i) => (before[i] as number) + shiftEvidence(sums, shift / Math.SQRT2));
  return Math.exp(logSum(after) - logSum(before));
}

/** log evidence for each shift of `group` against `baseline`, two samples with one unknown spread; 0 for an empty one. */
function weights(baseline: Sample, group: Sample, shifts: readonly number[]): readonly number[] {
  if (group.count === 0 || baseline.count === 0) return shifts.map(() => 0);
  const weight = (baseline.count * group.count) / (baseline.count + group.count);
  const apart = group.mean - baseline.mean;
  const sums: ShiftSums = {
    freedom: baseline.count + group.count - 1,
    squares: baseline.squares + group.squares + weight * apart * apart,
    sum: weight * apart,
    weight,
  };
  return shifts.map((shift) => shiftEvidence(sums, shift));
}

/** The shifts that are looked for, up and down, in standard deviations of a single run. */
function shiftsOf(metric: EvidenceMetric, basis: Basis | null): readonly number[] {
  const unit = basis === null ? 0 : runDeviation(basis);
  const largest = SHIFTS.at(-1) as number;
  const wanted = unit > 0 ? Math.min(largest, workingEffect(metric.scale, metric.minEffect) / unit) : 0;
  return SHIFTS.flatMap((shift) => [Math.max(wanted, shift), -Math.max(wanted, shift)]);
}

/** log Σ eˣ without overflow. */
function logSum(logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
}
