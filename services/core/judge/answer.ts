import type { Basis, IncidentSeries } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Band } from '../model/series.ts';
import { bandAtPoint } from '../statistics/band.ts';
import { fromWorking, toWorking } from '../statistics/scale.ts';
import type { Pair } from './arms.ts';
import type { PairDecision } from './paired.ts';
import type { Side } from './side.ts';
import { HOST_SHIFT_NIGHTS, HOST_SHIFT_Z, PAIRS_MIN_DISMISS } from './thresholds.ts';

/** What an experiment says about one series; `open`: nothing yet. */
export type SeriesAnswer = 'container' | 'host' | 'unknown' | 'noise' | 'open';

/**
 * Answer where the suspicious environment was re-run alone and the good one only after that had confirmed it.
 *
 * @param side what the good environment's own runs say, once the change is certain.
 */
export function answerAfterReruns(decision: PairDecision, entry: IncidentSeries, side: Side): SeriesAnswer {
  if (decision.decision === 'undecided') return 'open';
  if (decision.decision === 'dismissed' || !supports(decision, entry)) return 'noise';
  return side === 'open' ? 'unknown' : side;
}

/**
 * Answer where both environments are one, so that there is nothing to split: when it is what the last good night ran too,
 * only the host side is left; when no good night is known, the side stays unknown.
 */
export function answerAlone(decision: PairDecision, entry: IncidentSeries, goodKnown: boolean): SeriesAnswer {
  return answerAfterReruns(decision, entry, goodKnown ? 'host' : 'open');
}

export interface PairedAnswer {
  readonly entry: IncidentSeries;
  readonly metric: Metric;
  readonly band: Band | null;
  readonly pairs: readonly Pair[];
  readonly decision: PairDecision;
}

/** Answer of interleaved pairs: only the suspicious side is bad, both are, or neither. */
export function answerPaired(input: PairedAnswer): SeriesAnswer {
  const { entry, decision, pairs } = input;
  if (decision.decision === 'confirmed' && supports(decision, entry)) return 'container';
  if (pairs.length >= PAIRS_MIN_DISMISS && bothBad(input)) return 'host';
  return decision.decision === 'undecided' ? 'open' : 'noise';
}

/** Whether a confirmed change goes the way that was suspected; failing runs and a suspicion without a number go any way. */
function supports({ effect }: PairDecision, { direction }: IncidentSeries): boolean {
  if (effect === null || direction === 'invalid' || direction === 'changed') return true;
  return direction === 'below' ? effect < 0 : effect > 0;
}

/** Whether both sides fail in most pairs, or both left the level before the way that was suspected. */
function bothBad(input: PairedAnswer): boolean {
  const { entry, pairs, metric, band, decision } = input;
  if (2 * pairs.filter((pair) => pair.good === null && pair.bad === null).length > pairs.length) return true;
  const { basis, direction } = entry;
  if (basis !== null && basis.rule !== 'band') {
    return basis.nights >= HOST_SHIFT_NIGHTS && Math.abs(basis.z) >= HOST_SHIFT_Z && bothShifted(input);
  }
  const { good, bad } = decision;
  if (band === null || good === null || bad === null) return false;
  const { low, high } = bandAtPoint(placed(band, entry, metric), metric, pairs.length);
  if (direction === 'below') return good < low && bad < low;
  return direction === 'above' && good > high && bad > high;
}

/** Whether both sides lie nearer to the suspicious nights than to the level before them. */
function bothShifted({ entry, metric, decision }: PairedAnswer): boolean {
  const { basis } = entry;
  const { good, bad } = decision;
  if (basis === null || good === null || bad === null) return false;
  return [good, bad].every((value) => hasLeft(toWorking(metric.scale, value), basis));
}

/**
 * Whether a level on the working scale lies nearer to the suspicious nights than to the level before them; never where no
 * night gave a number, as on a host that is new.
 */
export function hasLeft(level: number, { centre, recent }: Basis): boolean {
  const middle = recent.mean / 2;
  return middle < 0 ? level - centre < middle : middle > 0 && level - centre > middle;
}

/** The band where the suspicious night ran: its centre is the one that the suspicion rests on. */
function placed(band: Band, { basis }: IncidentSeries, { scale }: Metric): Band {
  return basis === null ? band : { ...band, centre: fromWorking(scale, basis.centre) };
}
