import type { Direction } from '../model/metric.ts';

/** What a change is for whoever reads the metric; `change` where neither way is better. */
export type ChangeKind = 'regression' | 'improvement' | 'change';

/** Kind of a step by `difference` (after − before, in any unit that keeps its sign). */
export function changeKind(direction: Direction, difference: number): ChangeKind {
  if (direction === 'none' || difference === 0) return 'change';
  return difference > 0 === (direction === 'higher') ? 'improvement' : 'regression';
}
