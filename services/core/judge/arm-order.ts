import type { Arm, ExperimentRun } from '../model/experiment.ts';
import { isLost } from './arms.ts';
import { EXPERIMENT_FAILURES_MAX } from './thresholds.ts';
import { counted } from './wording.ts';

/** Order of the sides by pair, ABBA: a drift of the host that is straight over four runs cancels. */
const ORDERS: readonly (readonly Arm[])[] = [
  ['good', 'bad'],
  ['bad', 'good'],
];
/** The suspicious environment, or a mixture, without a good side beside it. */
const ALONE: readonly Arm[] = ['bad'];

/** The sides of one pair in the order in which they run. */
export function armOrder(pair: number, alone: boolean): readonly Arm[] {
  return alone ? ALONE : (ORDERS[pair % ORDERS.length] as readonly Arm[]);
}

/** The end of an experiment that lost too many runs to the infrastructure; null: it may go on. */
export function stopIfLost(runs: readonly ExperimentRun[]): { readonly kind: 'stop'; readonly reason: string } | null {
  const lost = runs.filter(isLost).length;
  if (lost < EXPERIMENT_FAILURES_MAX) return null;
  return {
    kind: 'stop',
    reason: `${counted(lost, 'run')} were lost to the infrastructure; nothing is decided from the rest`,
  };
}
