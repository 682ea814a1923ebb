import type { Confirmation } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Band } from '../model/series.ts';
import { deviation, mean } from '../statistics/moments.ts';
import { effectOf, fromWorking, toWorking } from '../statistics/scale.ts';
import { studentQuantile } from '../statistics/student-t.ts';
import type { Pair } from './arms.ts';
import { alone, departures, differences, evidenceOf } from './evidence.ts';
import {
  EFFECT_COVERAGE,
  EFFECT_SHARE_MIN,
  EVIDENCE_CONFIRM,
  EVIDENCE_DISMISS,
  EVIDENCE_MAX,
  PAIRS_MIN,
} from './thresholds.ts';

/** What the decision needs of a metric. */
export type PairedMetric = Pick<Metric, 'scale' | 'kind' | 'minEffect'>;

/**
 * Decides from finished pairs whether the two environments differ in one metric, either way. The first decision that the
 * pairs reached in their order stands, so looking again after more pairs (run for another series) never unmakes it.
 *
 * `confirmed`: evidence of 1,000 or more and an effect of at least half the metric's smallest, or a new side that fails
 * where the old one does not. `dismissed`: evidence of 0.1 or less, a proven effect that is smaller than anything worth
 * an alarm, or two sides that both never give a number (then it is not the environment). Else `undecided`.
 */
export function decidePairs(pairs: readonly Pair[], metric: PairedMetric, band: Band | null): Confirmation {
  let decision: Confirmation['decision'] = 'undecided';
  let decided = pairs.length;
  for (let count = PAIRS_MIN; count <= pairs.length && decision === 'undecided'; count += 1) {
    decision = decideAt(pairs.slice(0, count), metric, band);
    decided = count;
  }
  const { ratio } = evidenceOf(pairs.slice(0, decided), metric, band);
  return { ...estimate(pairs, metric, band), decision, pairs: pairs.length, evidence: Math.min(ratio, EVIDENCE_MAX) };
}

function decideAt(pairs: readonly Pair[], metric: PairedMetric, band: Band | null): Confirmation['decision'] {
  if (!alone(pairs) && pairs.every(({ good, bad }) => good === null && bad === null)) return 'dismissed';
  const { ratio, byFailure } = evidenceOf(pairs, metric, band);
  if (ratio <= EVIDENCE_DISMISS) return 'dismissed';
  if (ratio < EVIDENCE_CONFIRM) return 'undecided';
  if (byFailure) return 'confirmed';
  // NaN, where there is nothing to compare, is neither large enough nor small enough.
  const [effect, ...interval] = effectOver(pairs, metric, band);
  if (Math.abs(effect) >= EFFECT_SHARE_MIN * metric.minEffect) return 'confirmed';
  return Math.max(...interval.map(Math.abs)) < metric.minEffect ? 'dismissed' : 'undecided';
}

/** Both sides' values, and the effect with its interval. */
function estimate(
  pairs: readonly Pair[],
  metric: PairedMetric,
  band: Band | null,
): Pick<Confirmation, 'good' | 'bad' | 'effect' | 'interval'> {
  const [effect, low, high] = effectOver(pairs, metric, band);
  return {
    good: centre(
      pairs.map((pair) => pair.good),
      metric.scale,
    ),
    bad: centre(
      pairs.map((pair) => pair.bad),
      metric.scale,
    ),
    effect: Number.isNaN(effect) ? null : effect,
    interval: Number.isNaN(low) ? null : [low, high],
  };
}

/** Effect and the ends of its t-interval over the pairs; plain re-runs are held against the band's centre. NaN: unknown. */
function effectOver(pairs: readonly Pair[], { scale }: PairedMetric, band: Band | null): [number, number, number] {
  const single = alone(pairs);
  if (single && band === null) return [Number.NaN, Number.NaN, Number.NaN];
  const found = single ? departures(pairs, scale, band as Band) : differences(pairs, scale);
  if (found.length === 0) return [Number.NaN, Number.NaN, Number.NaN];
  const middle = mean(found);
  if (found.length === 1) return [effectOf(scale, middle), Number.NaN, Number.NaN];
  const quantile = studentQuantile(1 - (1 - EFFECT_COVERAGE) / 2, found.length - 1);
  // The centre that re-runs are held against is itself a mean of the band's runs.
  const reference = single ? 1 / (band as Band).runs : 0;
  const half = quantile * deviation(found) * Math.sqrt(1 / found.length + reference);
  return [effectOf(scale, middle), effectOf(scale, middle - half), effectOf(scale, middle + half)];
}

function centre(sides: readonly (number | null | undefined)[], scale: Metric['scale']): number | null {
  const working = sides.flatMap((side) => (typeof side === 'number' ? [toWorking(scale, side)] : []));
  return working.length === 0 ? null : fromWorking(scale, mean(working));
}
