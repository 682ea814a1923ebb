import { pulledIn, robustLevel } from '../../statistics/robust.ts';
import {
  BASELINE_NIGHTS_MIN,
  CLEAN_DEVIATIONS,
  RHO_MAX,
  RHO_PRIOR_NIGHTS,
  SPREAD_REACH,
  WINDOW_NIGHTS,
} from '../thresholds.ts';
import type { SeriesHistory } from './series-history.ts';

/** A history with each host's own level taken off, and what its settled part says of its noise. */
export interface Levelled {
  /** Distance of each night from its host's level. */
  readonly distances: Float64Array;
  /** Host of each night, from 0 on; all 0 where the host does not matter. */
  readonly hosts: Int32Array;
  readonly hostCount: number;
  /** 1: the night counts in a baseline; 0: it is an outlier there, or not accepted. */
  readonly clean: Uint8Array;
  /** Robust deviation of the settled nights, after the floor. */
  readonly deviation: number;
  /** (1 + ρ)/(1 − ρ) for the lag-1 correlation ρ of the settled part: what it takes off a mean over nights. */
  readonly inflation: number;
  /** Longest window of recent nights that leaves a baseline. */
  readonly window: number;
}

/**
 * Takes each host's level off and marks outliers, once for all windows. The settled part is everything before the
 * longest window, so that a change inside the window moves none of this. Null when too few nights are known.
 */
export function levelled(history: SeriesHistory, floor: number): Levelled | null {
  const { values, accepted } = history;
  const n = values.length;
  const window = Math.min(WINDOW_NIGHTS, n - BASELINE_NIGHTS_MIN);
  if (window < 1) return null;
  const settled = n - window;
  const hosts = history.hosts ?? new Int32Array(n);
  const { distances, hostCount } = withoutHosts(values, hosts, settled);
  const { median, ...robust } = robustLevel(distances.slice(0, settled));
  // Medians of a night or two sit on their own nights: what they took off the spread is given back.
  const given = Math.sqrt(settled / Math.max(1, settled - hostCount + 1));
  const deviation = Math.max(floor, robust.deviation * given);
  for (let i = 0; i < n; i += 1) distances[i] = (distances[i] as number) - median;
  const limit = CLEAN_DEVIATIONS * deviation;
  const clean = new Uint8Array(n);
  for (let i = 0; i < n; i += 1) clean[i] = accepted[i] === 1 && Math.abs(distances[i] as number) <= limit ? 1 : 0;
  return {
    distances,
    hosts,
    hostCount,
    clean,
    deviation,
    inflation: inflationOf(distances, clean, settled),
    window,
  };
}

/** A host's level is the median of its settled nights; of all its nights where it has none there. */
function withoutHosts(
  values: Float64Array,
  hosts: Int32Array,
  settled: number,
): { readonly distances: Float64Array; readonly hostCount: number } {
  let hostCount = 0;
  for (const host of hosts) hostCount = Math.max(hostCount, host + 1);
  const distances = Float64Array.from(values);
  for (let host = 0; host < hostCount; host += 1) {
    const before = values.subarray(0, settled).filter((_, i) => hosts[i] === host);
    const own = before.length > 0 ? before : values.filter((_, i) => hosts[i] === host);
    const { median } = robustLevel(own.slice());
    for (let i = 0; i < values.length; i += 1) {
      if (hosts[i] === host) distances[i] = (values[i] as number) - median;
    }
  }
  return { distances, hostCount };
}

/** ρ = clamp(lag-1 correlation + 1/n, 0, 0.8) · n/(n + 10), over clean neighbours; see segmentation/noise.ts. */
function inflationOf(distances: Float64Array, clean: Uint8Array, settled: number): number {
  let [count, sum] = [0, 0];
  for (let i = 0; i < settled; i += 1) {
    if (clean[i] === 1) {
      count += 1;
      sum += distances[i] as number;
    }
  }
  const centre = sum / count;
  let [squares, crossed] = [0, 0];
  for (let i = 0; i < settled; i += 1) {
    if (clean[i] === 0) continue;
    const own = (distances[i] as number) - centre;
    squares += own * own;
    if (i > 0 && clean[i - 1] === 1) crossed += own * ((distances[i - 1] as number) - centre);
  }
  const lag = squares > 0 ? crossed / squares : 0;
  const rho = (Math.max(0, Math.min(RHO_MAX, lag + 1 / count)) * count) / (count + RHO_PRIOR_NIGHTS);
  return (1 + rho) / (1 - rho);
}

/** (1 + ρ)/(1 − ρ) of the nights of a history; 1 where too few are known. */
export function inflationOfNights(history: SeriesHistory, floor: number): number {
  return levelled(history, floor)?.inflation ?? 1;
}

/** Distance from a level as the spread of single nights counts it. */
export function believed(distance: number, { deviation }: Pick<Levelled, 'deviation'>): number {
  return pulledIn(distance, SPREAD_REACH * deviation);
}
