import type { Arm, Experiment, ExperimentRun } from '../model/experiment.ts';
import { fingerprint } from '../model/identity.ts';
import type { Basis } from '../model/incident.ts';
import type { Series, StoredBand } from '../model/series.ts';
import { countedRun, isLost, pairsOf } from './arms.ts';
import { decidePairs } from './paired.ts';
import { EXPERIMENT_FAILURES_MAX, PAIRS_MIN } from './thresholds.ts';
import { counted } from './wording.ts';

export interface JudgedSeries {
  readonly series: Series;
  readonly band: StoredBand | null;
}

/** A series whose change is in question; `basis` null: nothing is known of the level before. */
export interface TriedSeries extends JudgedSeries {
  readonly basis: Basis | null;
}

export type NextStep =
  | { readonly kind: 'run'; readonly pair: number; readonly arm: Arm; readonly seed: number }
  | { readonly kind: 'stop'; readonly reason: string };

/** Order of the sides by pair, ABBA: a drift of the host that is straight over four runs cancels. */
const ORDERS: readonly (readonly Arm[])[] = [
  ['good', 'bad'],
  ['bad', 'good'],
];
const ALONE: readonly Arm[] = ['bad'];

/**
 * Whether an experiment re-runs one environment alone, against the band: both sides are the same pins, because nothing
 * changed since the last good night or no good night is known.
 */
export function runsAlone(experiment: Pick<Experiment, 'good' | 'bad'>): boolean {
  return fingerprint(experiment.good) === fingerprint(experiment.bad);
}

/**
 * What an experiment does next, from the runs that have ended. It stops at a pair's end once every series is decided,
 * at its bound, or when the infrastructure took too many runs; a run that the infrastructure took is repeated.
 */
export function nextStep(
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  series: readonly TriedSeries[],
): NextStep {
  const lost = runs.filter(isLost).length;
  if (lost >= EXPERIMENT_FAILURES_MAX) {
    return stop(`${counted(lost, 'run')} were lost to the infrastructure; nothing is decided from the rest`);
  }
  const single = runsAlone(experiment);
  const bound = Math.min(experiment.maxPairs, experiment.seeds.length);
  for (let pair = 0; pair < bound; pair += 1) {
    const order = single ? ALONE : (ORDERS[pair % ORDERS.length] as readonly Arm[]);
    const missing = order.filter((arm) => !countedRun(runs, pair, arm));
    const arm = missing[0];
    if (arm === undefined) continue;
    const begun = missing.length < order.length;
    if (!begun && pair >= PAIRS_MIN && allDecided(runs, series, single)) return stop(decided(pair, single));
    return { kind: 'run', pair, arm, seed: experiment.seeds[pair] as number };
  }
  return allDecided(runs, series, single)
    ? stop(decided(bound, single))
    : stop(`undecided after its ${counted(bound, noun(single))}`);
}

function allDecided(runs: readonly ExperimentRun[], series: readonly TriedSeries[], single: boolean): boolean {
  return series.every(
    ({ series: { definition }, basis }) =>
      decidePairs(pairsOf(runs, definition, single), definition, basis).decision !== 'undecided',
  );
}

const noun = (single: boolean): string => (single ? 're-run' : 'pair');
const decided = (pairs: number, single: boolean): string => `decided after ${counted(pairs, noun(single))}`;
const stop = (reason: string): NextStep => ({ kind: 'stop', reason });
