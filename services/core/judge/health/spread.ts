import type { Metric } from '../../model/metric.ts';
import type { Point } from '../../model/series.ts';
import { sharesNight } from '../../statistics/band.ts';
import { detectableShift } from '../../statistics/detectable-shift.ts';
import { median } from '../../statistics/moments.ts';
import { type NoiseProfile, noiseProfile } from '../../statistics/noise-profile.ts';
import { effectOf, workingEffect } from '../../statistics/scale.ts';
import { type Segmentation, segment } from '../../statistics/segmentation/segment.ts';
import { nightFloor } from '../suspicion/floor.ts';
import { nightsOf, type SettledNight } from '../suspicion/settled.ts';
import { BASELINE_NIGHTS_MAX, BASELINE_NIGHTS_MIN, LEARNING_NIGHTS, SUSPICION_Z } from '../thresholds.ts';

/** Nights after a shift for which its smallest size is told. */
export const DETECTABLE_NIGHTS: readonly number[] = [3, 7, 14];

/** A shift that the night rule finds with 80 % probability within so many nights. */
export interface Detectable {
  readonly nights: number;
  /** In deviations of single nights. */
  readonly sigmas: number;
  /** Relative for `positive` (0.03 = 3 %), else in the metric's unit. */
  readonly effect: number;
  /** The noise would show less, but the metric's smallest effect worth an alarm is this. */
  readonly atMinEffect: boolean;
}

/** What the newest nights of a series say of its noise. */
export interface Spread {
  readonly profile: NoiseProfile;
  /** Deviation of single nights around their level: relative for `positive`, else in the metric's unit. */
  readonly deviation: number;
  /** Nights on the newest level. */
  readonly baseline: number;
  /** Empty while the series is learning: only its band watches it then. */
  readonly detectable: readonly Detectable[];
}

type Watched = Pick<Metric, 'scale' | 'kind' | 'testSize' | 'minEffect'>;

/**
 * Noise of the newest 90 valid nights and the shifts it leaves visible; null when there is none. Each host's own level
 * (its median) is taken off where the metric feels the host, and levels that the history changed to are taken off by the
 * segmentation, so that neither counts as noise.
 *
 * @param points oldest first.
 */
export function spreadToday(points: readonly Point[], metric: Watched): Spread | null {
  const valid = points.filter(({ value, tainted }) => value !== null && !tainted);
  const nights = valid.slice(-BASELINE_NIGHTS_MAX).flatMap((point) => nightsOf(point, metric, null, true));
  if (nights.length === 0) return null;
  const distances = withoutHosts(nights, sharesNight(metric));
  const found = segment(distances);
  const { variance, inflation } = found.noise;
  const deviation = Math.max(nightFloor(nights, metric), Math.sqrt(variance));
  const newest = found.pieces.at(-1) as Segmentation['pieces'][number];
  const baseline = newest.end - newest.start;
  return {
    profile: noiseProfile(residuals(distances, found)),
    deviation: effectOf(metric.scale, deviation),
    baseline,
    detectable: nights.length < LEARNING_NIGHTS ? [] : shifts(deviation, inflation, baseline, metric),
  };
}

function shifts(deviation: number, inflation: number, baseline: number, metric: Watched): Detectable[] {
  const least = workingEffect(metric.scale, metric.minEffect);
  return DETECTABLE_NIGHTS.map((nights) => {
    const shift = detectableShift({
      threshold: SUSPICION_Z,
      nights,
      // Right after a change the night rule goes back over it until the new level has enough nights of its own.
      baseline: Math.max(BASELINE_NIGHTS_MIN, baseline),
      deviation,
      inflation,
    });
    const held = Math.max(least, shift);
    return { nights, sigmas: held / deviation, effect: effectOf(metric.scale, held), atMinEffect: least > shift };
  });
}

function withoutHosts(nights: readonly SettledNight[], feelsHost: boolean): number[] {
  if (!feelsHost) return nights.map(({ value }) => value);
  const byHost = new Map<string | null, number[]>();
  for (const { host, value } of nights) byHost.set(host, [...(byHost.get(host) ?? []), value]);
  const levels = new Map([...byHost].map(([host, values]) => [host, median(values)]));
  return nights.map(({ host, value }) => value - (levels.get(host) as number));
}

function residuals(distances: readonly number[], { pieces }: Segmentation): number[] {
  return pieces.flatMap(({ start, end, first, slope }) =>
    distances.slice(start, end).map((distance, i) => distance - first - slope * i),
  );
}
