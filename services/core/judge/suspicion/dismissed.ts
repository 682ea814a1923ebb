import { median } from '../../statistics/moments.ts';

/**
 * Value of a night whose suspicion fresh runs did not show: the median of the night and its fresh runs, so that one wild
 * value neither widens the baseline nor is suspicious again. On the working scale.
 */
export function afterDismissal(night: number, fresh: readonly number[]): number {
  return median([night, ...fresh]);
}
