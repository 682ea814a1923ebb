import type { Basis } from '../../model/incident.ts';
import { pulledIn } from '../../statistics/robust.ts';
import { sampleOf } from '../../statistics/sample.ts';
import { EVIDENCE_REACH, LEARNING_NIGHTS } from '../thresholds.ts';
import { believed, type Levelled, levelled } from './baseline.ts';
import { scan, type Window } from './scan.ts';
import type { SeriesHistory } from './series-history.ts';

/** A series that moved. */
export interface Shift {
  readonly direction: 'below' | 'above';
  readonly basis: Basis;
}

/**
 * Asks whether the newest nights of a series left the level of the nights before them, at the date that stands out most
 * within the last 14 nights. Null: no suspicion, or the series is still learning (fewer than 20 nights before tonight).
 *
 * @param history nights since the last accepted change, tonight last; nights without a value are left out, never filled
 *   in.
 * @param floor smallest deviation of a night that is believed, on the working scale, above 0.
 */
export function shiftOf(history: SeriesHistory, floor: number): Shift | null {
  if (isLearning(history)) return null;
  const level = levelled(history, floor);
  const found = level && scan(level, floor);
  if (level === null || found === null || found.ratio < 1) return null;
  return { direction: found.z < 0 ? 'below' : 'above', basis: basisOf(history, level, found, floor) };
}

/** Whether too few accepted nights are known to watch the series for shifts inside its band. */
export function isLearning({ accepted }: SeriesHistory): boolean {
  let nights = 0;
  for (const one of accepted) nights += one;
  return nights < LEARNING_NIGHTS;
}

/**
 * The baseline's spread counts its outliers too (drawn in to 8 robust deviations), unlike the one the scan divides by:
 * what single nights did before, fresh runs may do now, and evidence must not be surprised by it.
 */
function basisOf(
  { values, accepted }: SeriesHistory,
  level: Levelled,
  { nights, z, means }: Window,
  floor: number,
): Basis {
  const { distances, hosts } = level;
  const first = values.length - nights;
  const own = (i: number): number => (distances[i] as number) - (means[hosts[i] as number] as number);
  const before = new Float64Array(first)
    .map((_, i) => (accepted[i] === 1 ? believed(own(i), level) : Number.NaN))
    .filter((value) => !Number.isNaN(value));
  const found = sampleOf(before);
  const squares = Math.max(found.squares, (found.count - 1) * floor * floor);
  const deviation = Math.sqrt(squares / (found.count - 1));
  const recent = new Float64Array(nights)
    .map((_, i) => pulledIn(own(first + i) - found.mean, EVIDENCE_REACH * deviation))
    .filter((value) => !Number.isNaN(value));
  const last = values.length - 1;
  const tonight = means[hosts[last] as number] as number;
  const centre = (values[last] as number) - (distances[last] as number) + (Number.isNaN(tonight) ? 0 : tonight);
  return {
    ...{ rule: 'shift', nights, z },
    centre: centre + found.mean,
    baseline: { count: found.count, mean: 0, squares },
    recent: sampleOf(recent),
  };
}
