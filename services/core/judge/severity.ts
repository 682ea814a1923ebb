import type { IncidentSeries } from '../model/incident.ts';
import { runDeviation } from './evidence.ts';
import { CONFIRMATIONS_MIN, RERUN_SHARE, RERUNS_EXPECTED } from './thresholds.ts';

/**
 * How bad a suspicion looks: distance from the level before in standard errors, the worst of its series; Infinity where
 * runs fail, since that stops everything that is measured.
 */
export function severityOf(series: readonly Pick<IncidentSeries, 'direction' | 'basis'>[]): number {
  return Math.max(
    ...series.map(({ direction, basis }) => {
      if (direction === 'invalid') return Number.POSITIVE_INFINITY;
      if (basis === null || basis.recent.count === 0) return 0;
      if (basis.z !== 0) return Math.abs(basis.z);
      const { baseline, recent } = basis;
      const error = runDeviation(basis) * Math.sqrt(1 / recent.count + 1 / baseline.count);
      return error > 0 ? Math.abs(recent.mean) / error : Number.POSITIVE_INFINITY;
    }),
  );
}

/** Confirmations that a night of so many runs may start: 15 % of it at 8 runs each on average, and four always. */
export function confirmationsAllowed(nightRuns: number, share: number = RERUN_SHARE): number {
  return Math.max(CONFIRMATIONS_MIN, Math.floor((share * nightRuns) / RERUNS_EXPECTED));
}
