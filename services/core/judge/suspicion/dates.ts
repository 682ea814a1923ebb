import { pulledIn } from '../../statistics/robust.ts';
import { DATE_COVERAGE, RECENT_REACH } from '../thresholds.ts';
import { type Levelled, levelled } from './baseline.ts';
import type { SeriesHistory } from './series-history.ts';

/**
 * When a series moved: the smallest set of dates that holds the true one with 90 % probability, each as the number of
 * nights since then (1: tonight was the first), rising. Empty where too few nights are known.
 *
 * Posterior under a flat prior over the window, the levels of the hosts, the shift and σ integrated out:
 * (Σ w)^(−½) · error^(−ν/2), with w as in scan.ts and ν counted in nights that correlation leaves independent.
 */
export function likelyDates(history: SeriesHistory, floor: number): readonly number[] {
  const level = levelled(history, floor);
  if (level === null) return [];
  const logs = posterior(level);
  const top = Math.max(...logs);
  const shares = logs.map((log, i) => ({ nights: i + 1, share: Math.exp(log - top) }));
  const wanted = DATE_COVERAGE * shares.reduce((sum, { share }) => sum + share, 0);
  const chosen: number[] = [];
  let held = 0;
  for (const { nights, share } of shares.sort((a, b) => b.share - a.share || a.nights - b.nights)) {
    if (held >= wanted) break;
    held += share;
    chosen.push(nights);
  }
  return chosen.sort((a, b) => a - b);
}

/** log posterior of each date, up to a constant; outliers are drawn in to 5 robust deviations around both levels. */
function posterior(level: Levelled): number[] {
  const { window, hostCount, inflation } = level;
  const n = level.distances.length;
  const freedom = Math.max(1, n / inflation - hostCount - 1);
  return Array.from({ length: window }, (_, i) => {
    const { error, weight } = fit(level, n - 1 - i);
    return weight > 0 ? -0.5 * Math.log(weight) - (freedom / 2) * Math.log(error) : Number.NEGATIVE_INFINITY;
  });
}

/** Squared error of one level a host and one shift from night `first` on, and the weight of that shift. */
function fit(level: Levelled, first: number): { readonly error: number; readonly weight: number } {
  const { hosts, hostCount } = level;
  const n = level.distances.length;
  const [counts, sums] = [new Float64Array(2 * hostCount), new Float64Array(2 * hostCount)];
  const after = middle(level, first, n);
  let squares = 0;
  for (let i = 0; i < n; i += 1) {
    const value = drawn(level, i, i < first ? 0 : after);
    const side = 2 * (hosts[i] as number) + (i < first ? 0 : 1);
    counts[side] = (counts[side] as number) + 1;
    sums[side] = (sums[side] as number) + value;
    squares += value * value;
  }
  let [weight, crossed, levels] = [0, 0, 0];
  for (let host = 0; host < hostCount; host += 1) {
    const [before, behind] = [counts[2 * host] as number, counts[2 * host + 1] as number];
    const [low, high] = [sums[2 * host] as number, sums[2 * host + 1] as number];
    if (before + behind > 0) levels += (low + high) ** 2 / (before + behind);
    if (before === 0 || behind === 0) continue;
    const own = (before * behind) / (before + behind);
    weight += own;
    crossed += own * (high / behind - low / before);
  }
  const explained = weight > 0 ? (crossed * crossed) / weight : 0;
  return { error: Math.max(Number.MIN_VALUE, squares - levels - explained), weight };
}

/** Distance of a night drawn in around the level it is thought to be on. */
function drawn({ distances, deviation }: Levelled, i: number, around: number): number {
  return around + pulledIn((distances[i] as number) - around, RECENT_REACH * deviation);
}

/** Middle value of the nights from `first` on. */
function middle({ distances }: Levelled, first: number, end: number): number {
  const sorted = distances.slice(first, end).sort();
  return sorted[sorted.length >> 1] as number;
}
