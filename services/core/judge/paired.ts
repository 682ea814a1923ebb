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
  const { effect, interval } = estimate(pairs, metric, band);
  if (effect !== null && Math.abs(effect) >= EFFECT_SHARE_MIN * metric.minEffect) return 'confirmed';
  const farthest = interval === null ? Number.POSITIVE_INFINITY : Math.max(...interval.map(Math.abs));
  return farthest < metric.minEffect ? 'dismissed' : 'undecided';
}

/** Both sides' values, and the effect with its t-interval over the pairs; plain re-runs are held against the band's centre. */
function estimate(
  pairs: readonly Pair[],
  { scale }: PairedMetric,
  band: Band | null,
): Pick<Confirmation, 'good' | 'bad' | 'effect' | 'interval'> {
  const single = alone(pairs);
  const good = centre(
    pairs.map((pair) => pair.good),
    scale,
  );
  const bad = centre(
    pairs.map((pair) => pair.bad),
    scale,
  );
  const found = single ? (band === null ? [] : departures(pairs, scale, band)) : differences(pairs, scale);
  if (found.length === 0) return { good, bad, effect: null, interval: null };
  const middle = mean(found);
  const reference = single && band !== null ? 1 / band.runs : 0;
  return {
    good,
    bad,
    effect: effectOf(scale, middle),
    interval:
      found.length < 2
        ? null
        : (around(middle, found, reference).map((end) => effectOf(scale, end)) as [number, number]),
  };
}

/** 95 % t-interval of the mean; `reference` is what the other side's own mean adds to the variance, in single runs. */
function around(middle: number, found: readonly number[], reference: number): [number, number] {
  const quantile = studentQuantile(1 - (1 - EFFECT_COVERAGE) / 2, found.length - 1);
  const half = quantile * deviation(found) * Math.sqrt(1 / found.length + reference);
  return [middle - half, middle + half];
}

function centre(sides: readonly (number | null | undefined)[], scale: Metric['scale']): number | null {
  const working = sides.flatMap((side) => (typeof side === 'number' ? [toWorking(scale, side)] : []));
  return working.length === 0 ? null : fromWorking(scale, mean(working));
}
