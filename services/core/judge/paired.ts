import type { Basis, Confirmation } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import { deviation, mean } from '../statistics/moments.ts';
import { effectOf, fromWorking, toWorking } from '../statistics/scale.ts';
import { studentQuantile } from '../statistics/student-t.ts';
import type { Pair } from './arms.ts';
import { alone, departures, differences, type Evidence, evidenceOf, evidenceShare } from './evidence.ts';
import {
  EFFECT_COVERAGE,
  EFFECT_SHARE_MIN,
  EVIDENCE_CONFIRM,
  EVIDENCE_DISMISS,
  EVIDENCE_MAX,
  PAIRS_MIN,
  PAIRS_MIN_DISMISS,
} from './thresholds.ts';

/** What pairs say, before it is known what the night itself counts with. */
export type PairDecision = Omit<Confirmation, 'median'>;

/** What the decision needs of a metric. */
export type PairedMetric = Pick<Metric, 'scale' | 'kind' | 'minEffect'>;

/**
 * Decides from finished pairs whether the two environments differ in one metric, either way. The first decision that the
 * pairs reached in their order stands, so looking again after more pairs (run for another series) never unmakes it.
 *
 * `confirmed`: evidence of `needed` (1,000) or more and an effect of at least half the metric's smallest, or a new side that fails
 * where the old one does not. `dismissed`: evidence of 0.2 or less, a proven effect that is smaller than anything worth
 * an alarm, or two sides that both never give a number (then it is not the environment). Else `undecided`.
 */
export function decidePairs(
  pairs: readonly Pair[],
  metric: PairedMetric,
  basis: Basis | null,
  needed: number = EVIDENCE_CONFIRM,
): PairDecision {
  let found: Decided = { decision: 'undecided', evidence: 1 };
  for (let count = 1; count <= pairs.length && found.decision === 'undecided'; count += 1) {
    found = decideAt(pairs.slice(0, count), metric, basis, needed);
  }
  return { ...estimate(pairs, metric, basis), ...found, pairs: pairs.length };
}

type Decided = Pick<Confirmation, 'decision' | 'evidence'>;

/** What all of these pairs say, whatever the first of them said alone. */
export function decideAt(
  pairs: readonly Pair[],
  metric: PairedMetric,
  basis: Basis | null,
  needed: number = EVIDENCE_CONFIRM,
): Decided {
  const found = evidenceOf(pairs, metric, basis);
  const decision = pairs.length < PAIRS_MIN_DISMISS ? 'undecided' : decisionFrom(found, pairs, metric, basis, needed);
  return { decision, evidence: Math.min(found.ratio, EVIDENCE_MAX) };
}

function decisionFrom(
  { ratio, byFailure }: Evidence,
  pairs: readonly Pair[],
  metric: PairedMetric,
  basis: Basis | null,
  needed: number,
): Confirmation['decision'] {
  if (pairs.length >= PAIRS_MIN && !alone(pairs) && pairs.every(({ good, bad }) => good === null && bad === null))
    return 'dismissed';
  if (ratio <= EVIDENCE_DISMISS * evidenceShare(pairs, basis)) return 'dismissed';
  if (ratio < needed || pairs.length < PAIRS_MIN) return 'undecided';
  if (byFailure) return 'confirmed';
  // NaN, where there is nothing to compare, is neither large enough nor small enough.
  const [effect, ...interval] = effectOver(pairs, metric, basis);
  if (Math.abs(effect) >= EFFECT_SHARE_MIN * metric.minEffect) return 'confirmed';
  return Math.max(...interval.map(Math.abs)) < metric.minEffect ? 'dismissed' : 'undecided';
}

/** Both sides' values, and the effect with its interval. */
export function estimate(
  pairs: readonly Pair[],
  metric: PairedMetric,
  basis: Basis | null,
): Pick<Confirmation, 'good' | 'bad' | 'effect' | 'interval'> {
  const [effect, low, high] = effectOver(pairs, metric, basis);
  return {
    good: middleOf(
      pairs.map((pair) => pair.good),
      metric.scale,
    ),
    bad: middleOf(
      pairs.map((pair) => pair.bad),
      metric.scale,
    ),
    effect: Number.isNaN(effect) ? null : effect,
    interval: Number.isNaN(low) ? null : [low, high],
  };
}

/** Effect and the ends of its t-interval over the pairs; plain re-runs are held against the level before. NaN: unknown. */
function effectOver(pairs: readonly Pair[], { scale }: PairedMetric, basis: Basis | null): [number, number, number] {
  const single = alone(pairs);
  if (single && basis === null) return [Number.NaN, Number.NaN, Number.NaN];
  const found = single ? departures(pairs, scale, basis as Basis) : differences(pairs, scale);
  if (found.length === 0) return [Number.NaN, Number.NaN, Number.NaN];
  const middle = mean(found);
  if (found.length === 1) return [effectOf(scale, middle), Number.NaN, Number.NaN];
  const quantile = studentQuantile(1 - (1 - EFFECT_COVERAGE) / 2, found.length - 1);
  // The level that re-runs are held against is itself a mean of the runs before.
  const reference = single ? 1 / (basis as Basis).baseline.count : 0;
  const half = quantile * deviation(found) * Math.sqrt(1 / found.length + reference);
  return [effectOf(scale, middle), effectOf(scale, middle - half), effectOf(scale, middle + half)];
}

/** Mean of the sides that gave a number, geometric for `positive`; null where none did. */
export function middleOf(sides: readonly (number | null | undefined)[], scale: Metric['scale']): number | null {
  const working = sides.flatMap((side) => (typeof side === 'number' ? [toWorking(scale, side)] : []));
  return working.length === 0 ? null : fromWorking(scale, mean(working));
}
