import type { Series } from '../model/series.ts';
import type { PushedSeries } from '../ports/store-pushed.ts';
import { minute } from '../reporting/wording.ts';
import type { Silent } from './silence.ts';

/** Newest nights whose gaps say how often a series comes, and how many are needed before anything is expected. */
export const CADENCE_NIGHTS = 10;
export const CADENCE_NIGHTS_MIN = 4;
/** A series is silent after this many of its longest gaps, and given up by its owner after this many days. */
export const CADENCE_GAPS = 2;
export const PUSHED_RETIRED_DAYS = 90;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Gaps count as this long at least: results that are handed in together say nothing about when the next ones come. */
const GAP_MS_MIN = HOUR_MS;

/**
 * Series that only other systems measure and that stopped coming. No schedule of ours says when they are due, so their own
 * history does: twice the longest gap between their newest nights.
 */
export function pushedSilences(
  known: readonly (PushedSeries & { readonly series: Series })[],
  now: Date,
): readonly Silent[] {
  return known.flatMap(({ series, nights }): Silent[] => {
    const newest = nights[0];
    if (newest === undefined || nights.length < CADENCE_NIGHTS_MIN) return [];
    const times = nights.map((night) => Date.parse(night));
    const gaps = times.slice(1).map((time, at) => (times[at] as number) - time);
    const longest = Math.max(GAP_MS_MIN, ...gaps);
    const due = Date.parse(newest) + CADENCE_GAPS * longest;
    if (due >= now.getTime() || now.getTime() - Date.parse(newest) > PUSHED_RETIRED_DAYS * DAY_MS) return [];
    const cadence = `its own results, at most ${Math.ceil(longest / HOUR_MS)} h apart`;
    const name = `${series.metric} of ${series.benchmark} on ${series.platform}`;
    const reason = `${name} has had no valid point since ${minute(newest)}: nothing came for more than ${CADENCE_GAPS} times as long as ever between ${cadence}`;
    return [
      {
        ...{ kind: 'series' as const, seriesId: series.id, platform: series.platform, host: null },
        ...{ since: newest, due: new Date(due).toISOString(), cadence, reason },
      },
    ];
  });
}
