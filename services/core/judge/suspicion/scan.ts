import { normalScore } from '../../statistics/normal-score.ts';
import { pulledIn } from '../../statistics/robust.ts';
import { RECENT_REACH, SPREAD_FREEDOM_MIN, SUSPICION_Z, SUSPICION_Z_TONIGHT } from '../thresholds.ts';
import type { Levelled } from './baseline.ts';

/** The window of newest nights that stands out most from the nights before it. */
export interface Window {
  /** Nights in it, tonight the last. */
  readonly nights: number;
  /** Distance of the window from the baseline as a standard normal number. */
  readonly z: number;
  /** |z| as a share of what it takes to be suspicious: 1 and more is a suspicion. */
  readonly ratio: number;
  /** Mean of the baseline, beyond the level that was taken off, by host; NaN for a host that it does not hold. */
  readonly means: Float64Array;
  /** Deviation of single nights in the baseline, after its floor. */
  readonly deviation: number;
}

/** Running sums of the baseline by host; nights are taken out of it as the window grows. */
interface Sums {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  squares: number;
  count: number;
}

/**
 * Tries every window of newest nights against the clean nights before it. On each host the two means are compared, and
 * hosts are weighed by what they know, w = n_before·n_after/(n_before + n_after):
 *
 *   z = Σ w·d / (√(Σ w) · f),  d: mean of the window's distances in deviations, each drawn in to ±5.
 *
 * With one host this is the difference of two means over its error. f² = (1 + ρ)/(1 − ρ) for windows of two nights or
 * more; the t of a short baseline is turned into the normal number that is as unlikely. Null: no window has a baseline
 * on its own hosts.
 *
 * @param floor smallest deviation that is believed, above 0.
 */
export function scan(level: Levelled, floor: number): Window | null {
  const { distances, clean, hosts, hostCount, window } = level;
  const n = distances.length;
  const before: Sums = { counts: new Float64Array(hostCount), sums: new Float64Array(hostCount), squares: 0, count: 0 };
  for (let i = 0; i < n - 1; i += 1) if (clean[i] === 1) count(before, hosts[i] as number, distances[i] as number, 1);
  let best: Window | null = null;
  let bestRatio = Number.NEGATIVE_INFINITY;
  for (let nights = 1; nights <= window; nights += 1) {
    const first = n - nights;
    if (nights > 1 && clean[first] === 1) count(before, hosts[first] as number, distances[first] as number, -1);
    if (before.count - held(before) < SPREAD_FREEDOM_MIN) continue;
    const deviation = Math.max(floor, spreadOf(before));
    const t = distance(level, before, first, deviation);
    if (Number.isNaN(t)) continue;
    const widened = nights === 1 ? t : t / Math.sqrt(level.inflation);
    const z = normalScore(widened, before.count - held(before));
    const ratio = Math.abs(z) / (nights === 1 ? SUSPICION_Z_TONIGHT : SUSPICION_Z);
    if (ratio <= bestRatio) continue;
    bestRatio = ratio;
    best = {
      nights,
      z,
      ratio,
      means: before.sums.map((sum, host) => meanOf(sum, before.counts[host] as number)),
      deviation,
    };
  }
  return best;
}

/** Taking nights out of a sum leaves rounding behind, which over no night at all would be infinite. */
function meanOf(sum: number, count: number): number {
  return count > 0 ? sum / count : Number.NaN;
}

function count(sums: Sums, host: number, distance: number, sign: 1 | -1): void {
  sums.counts[host] = (sums.counts[host] as number) + sign;
  sums.sums[host] = (sums.sums[host] as number) + sign * distance;
  sums.squares += sign * distance * distance;
  sums.count += sign;
}

/** Hosts that the baseline holds. */
function held({ counts }: Sums): number {
  let some = 0;
  for (const count of counts) if (count > 0) some += 1;
  return some;
}

/** Deviation around the hosts' own means. */
function spreadOf(sums: Sums): number {
  let squares = sums.squares;
  for (let host = 0; host < sums.counts.length; host += 1) {
    const count = sums.counts[host] as number;
    if (count > 0) squares -= (sums.sums[host] as number) ** 2 / count;
  }
  return Math.sqrt(Math.max(0, squares) / Math.max(1, sums.count - held(sums)));
}

/** Σ w·d / √(Σ w) over the hosts of the window that the baseline holds; NaN where it holds none. */
function distance({ distances, hosts }: Levelled, before: Sums, first: number, deviation: number): number {
  const { counts, sums } = before;
  const after = new Float64Array(2 * counts.length);
  for (let i = first; i < distances.length; i += 1) {
    const host = hosts[i] as number;
    const known = counts[host] as number;
    if (known === 0) continue;
    const away = ((distances[i] as number) - (sums[host] as number) / known) / deviation;
    after[2 * host] = (after[2 * host] as number) + 1;
    after[2 * host + 1] = (after[2 * host + 1] as number) + pulledIn(away, RECENT_REACH);
  }
  let [total, weights] = [0, 0];
  for (let host = 0; host < counts.length; host += 1) {
    const nights = after[2 * host] as number;
    if (nights === 0) continue;
    const known = counts[host] as number;
    const weight = (known * nights) / (known + nights);
    total += (weight * (after[2 * host + 1] as number)) / nights;
    weights += weight;
  }
  return weights > 0 ? total / Math.sqrt(weights) : Number.NaN;
}
