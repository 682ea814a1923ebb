import type { Basis } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import { mean } from '../statistics/moments.ts';
import { pulledIn } from '../statistics/robust.ts';
import type { Pair } from './arms.ts';
import { departures, runDeviation } from './evidence.ts';
import { SIDE_EVIDENCE, SIDE_RUN_MAX } from './thresholds.ts';

/** Which side moved a metric that fresh runs of the suspicious environment confirmed; `open`: not known yet. */
export type Side = 'container' | 'host' | 'open';

/**
 * Tells container from host once the change is certain: the good environment, run on the same host, either gives what it
 * gave before (then the suspicious environment does it) or what the suspicious one gives (then the host does). Both
 * levels are known by now, so a few runs do: the sequential probability ratio between them (Wald 1945), with the spread
 * of a run around a level that was itself measured, until it is 20 : 1. A single run counts up to 10 : 1, so that one wild
 * run does not decide.
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
  if (moved.length === 0) return 'open';
  const level = mean(moved);
  const { baseline } = basis;
  const variance = runDeviation(basis) ** 2 * (1 + 1 / baseline.count);
  const asPairs = good.map((value) => ({ good: undefined, bad: value }));
  const evidence = departures(asPairs, scale, basis).reduce((sum, value) => {
    const ratio = ((value - level) ** 2 - value ** 2) / (2 * variance);
    return sum + pulledIn(ratio, Math.log(SIDE_RUN_MAX));
  }, 0);
  if (evidence >= Math.log(SIDE_EVIDENCE)) return 'container';
  return evidence <= -Math.log(SIDE_EVIDENCE) ? 'host' : 'open';
}
