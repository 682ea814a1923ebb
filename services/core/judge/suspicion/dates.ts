import { middle, pulledIn } from '../../statistics/robust.ts';
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

/**
 * Squared error of one level a host and one shift from night `first` on, and the weight of that shift. Both sides are
 * counted from their own middle, so that a step of a million deviations costs no digits.
 */
function fit(level: Levelled, first: number): { readonly error: number; readonly weight: number } {
  const { distances, hosts, hostCount, deviation } = level;
  const [counts, means] = [new Float64Array(2 * hostCount), new Float64Array(2 * hostCount)];
  const after = middle(distances.slice(first).sort());
  let error = 0;
  for (let i = 0; i < distances.length; i += 1) {
    const value = pulledIn((distances[i] as number) - (i < first ? 0 : after), RECENT_REACH * deviation);
    const side = 2 * (hosts[i] as number) + (i < first ? 0 : 1);
    const count = (counts[side] as number) + 1;
    const away = value - (means[side] as number);
    counts[side] = count;
    means[side] = (means[side] as number) + away / count;
    error += away * (value - (means[side] as number));
  }
  let [weight, shift] = [0, 0];
  for (let host = 0; host < hostCount; host += 1) {
    const [before, behind] = [counts[2 * host] as number, counts[2 * host + 1] as number];
    if (before === 0 || behind === 0) continue;
    const own = (before * behind) / (before + behind);
    const away = (means[2 * host + 1] as number) - (means[2 * host] as number) - shift;
    weight += own;
    shift += (own * away) / weight;
    error += own * away * away * (1 - own / weight);
  }
  return { error: Math.max(Number.MIN_VALUE, error), weight };
}
