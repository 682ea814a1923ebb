import type { Instant } from '../model/base.ts';
import type { GroupHistory, JudgedPoint } from './group.ts';
import { RECOVERY_NIGHTS } from './thresholds.ts';

/**
 * Instant before which the last good environment is looked for: the earliest date on which any of the suspicious series
 * may have moved, since a night within the set may be bad already. Slow creep has no date: there the environment of the
 * first settled nights is the good one.
 */
export function goodBefore(
  judged: readonly JudgedPoint[],
  history: ReadonlyMap<string, GroupHistory>,
  tonight: Instant,
): Instant {
  const dates = judged.flatMap(({ series, suspicion }) => {
    if (suspicion === null) return [];
    if (suspicion.basis?.rule !== 'creep') return suspicion.dates.slice(0, 1);
    const settled = (history.get(series.id)?.before ?? []).filter(({ accepted }) => accepted);
    return settled.slice(RECOVERY_NIGHTS, RECOVERY_NIGHTS + 1).map(({ at }) => at);
  });
  return [tonight, ...dates].sort()[0] as Instant;
}
