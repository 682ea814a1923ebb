import type { Basis } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import { median } from '../statistics/moments.ts';
import { pulledIn } from '../statistics/robust.ts';
import type { Pair } from './arms.ts';
import { departures, runDeviation } from './evidence.ts';
import { FAILURE_RATE_BROKEN, FAILURE_RATE_SOUND, SIDE_EVIDENCE, SIDE_RUN_MAX } from './thresholds.ts';

/** Which side moved a metric that fresh runs of the suspicious environment confirmed; `open`: not known yet. */
export type Side = 'container' | 'host' | 'open';

/**
 * Tells container from host once the change is certain: the good environment, run on the same host, either gives what it
 * gave before (then the suspicious environment does it) or what the suspicious one gives (then the host does). Both
 * levels are known by now, so a few runs do: the sequential probability ratio between them (Wald 1945), with the spread
 * of a run around a level that was itself measured, until it is 100 : 1. A single run counts up to 20 : 1, so that one wild
 * run does not decide; the level of the suspicious environment is the median of its runs for the same reason.
 *
 * Where most runs of the suspicious environment fail there is no level to compare, and the good one either fails too or not.
 *
 * @param bad runs of the suspicious environment; @param good runs of the good one that ended, null: it failed.
 */
export function sideOf(
  bad: readonly Pair[],
  good: readonly (number | null)[],
  scale: Metric['scale'],
  basis: Basis,
): Side {
  const moved = departures(bad, scale, basis);
  const votes = 2 * moved.length < bad.length ? failureVotes(good) : numberVotes(moved, good, scale, basis);
  const evidence = votes.reduce((sum, vote) => sum + pulledIn(vote, Math.log(SIDE_RUN_MAX)), 0);
  if (evidence >= Math.log(SIDE_EVIDENCE)) return 'container';
  return evidence <= -Math.log(SIDE_EVIDENCE) ? 'host' : 'open';
}

/** What each good run says where the suspicious ones fail: it gives a number, or fails too. */
function failureVotes(good: readonly (number | null)[]): readonly number[] {
  return good.map((value) =>
    value === null
      ? Math.log(FAILURE_RATE_SOUND / FAILURE_RATE_BROKEN)
      : Math.log((1 - FAILURE_RATE_SOUND) / (1 - FAILURE_RATE_BROKEN)),
  );
}

/** What each good run with a number says: nearer to the level before, or to that of the suspicious runs. */
function numberVotes(
  moved: readonly number[],
  good: readonly (number | null)[],
  scale: Metric['scale'],
  basis: Basis,
): readonly number[] {
  if (moved.length === 0) return [];
  const level = median(moved);
  const variance = runDeviation(basis) ** 2 * (1 + 1 / basis.baseline.count);
  const asPairs = good.map((value) => ({ good: undefined, bad: value }));
  return departures(asPairs, scale, basis).map((value) => ((value - level) ** 2 - value ** 2) / (2 * variance));
}
