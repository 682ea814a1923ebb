import type { Incident, IncidentSeries } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import { sharesNight } from '../statistics/band.ts';
import { toWorking } from '../statistics/scale.ts';
import { hasLeft } from './answer.ts';
import { runDeviation } from './evidence.ts';
import type { JudgedPoint } from './judge-series.ts';
import { RECOVERY_EVIDENCE, RECOVERY_NIGHTS, RECOVERY_NIGHTS_MAX } from './thresholds.ts';

/**
 * Whether a night is back at the good level: in its band, and where fresh runs gave both levels nearer to the good one,
 * since a change inside the band leaves every later night in its band too. Where no good side differed (the host's own
 * change, or one environment alone) the good level is the one before.
 */
export function isBack(entry: IncidentSeries, { point, verdict, series, offset = 0 }: JudgedPoint): boolean {
  if (verdict.kind !== 'in-band' && verdict.kind !== 'changed') return false;
  const levels = levelsOf(entry, series.definition);
  if (levels === null || point.value === null) return !verdict.suspicious;
  const value = toWorking(series.definition.scale, point.value) - offset;
  return Math.abs(value - levels.good) < Math.abs(value - levels.bad);
}

/**
 * Nights in a row at the good level after which an incident is over: 3, or as many as it takes on average until they
 * speak 20 : 1 for the good level against the bad one, log 20 / (Δ²/2σ²) by the sequential probability ratio (Wald 1945).
 */
export function recoveryNights(incident: Pick<Incident, 'series'>, judged: readonly JudgedPoint[]): number {
  const needed = incident.series.map((entry) => {
    const found = judged.find(({ series }) => series.id === entry.seriesId);
    const levels = found && levelsOf(entry, found.series.definition);
    if (!found || !levels || entry.basis === null) return RECOVERY_NIGHTS;
    const single = runDeviation(entry.basis) ** 2;
    const variance = sharesNight(found.series.definition) ? single : single / Math.max(1, found.point.runs);
    const perNight = (levels.bad - levels.good) ** 2 / (2 * variance);
    return Math.ceil(Math.log(RECOVERY_EVIDENCE) / perNight);
  });
  return Math.min(RECOVERY_NIGHTS_MAX, Math.max(RECOVERY_NIGHTS, ...needed));
}

interface Levels {
  readonly good: number;
  readonly bad: number;
}

/**
 * Both levels on the working scale, where the band is; null where fresh runs did not tell two. The experiment may have run
 * on another host than the nights: it says how far the levels are apart, and the nights say where the good one is.
 */
function levelsOf({ confirmation, basis }: IncidentSeries, { scale }: Metric): Levels | null {
  if (confirmation === null || confirmation.bad === null) return null;
  const bad = toWorking(scale, confirmation.bad);
  if (confirmation.decision === 'confirmed' && confirmation.good !== null) {
    const good = toWorking(scale, confirmation.good);
    const level = basis === null ? good : basis.centre - (basis.offset ?? 0);
    return good === bad ? null : { good: level, bad: level + bad - good };
  }
  if (basis === null || !hasLeft(bad, basis)) return null;
  const offset = basis.offset ?? 0;
  return { good: basis.centre - offset, bad: bad - offset };
}
