import type { Arm, Experiment, ExperimentRun } from '../model/experiment.ts';
import { fingerprint } from '../model/identity.ts';
import type { Basis, Confirmation } from '../model/incident.ts';
import type { Series, StoredBand } from '../model/series.ts';
import { sharesNight } from '../statistics/band.ts';
import { countedRun, isLost, pairsOf } from './arms.ts';
import { neededEvidence } from './fleet.ts';
import { decidePairs } from './paired.ts';
import { BAND_RUNS_NARROW, EXPERIMENT_FAILURES_MAX } from './thresholds.ts';
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
 * Whether an experiment re-runs one environment alone, against the level before: both sides are the same pins, because
 * nothing changed since the last good night or no good night is known.
 */
export function runsAlone(experiment: Pick<Experiment, 'good' | 'bad'>): boolean {
  return fingerprint(experiment.good) === fingerprint(experiment.bad);
}

/**
 * Whether the suspicious environment is re-run alone first, and the good one only once it is confirmed: where every
 * series varies between seeds and not with the host, and its level is known well, the good side would only cost runs.
 */
export function startsAlone(series: readonly TriedSeries[]): boolean {
  return series.every(
    ({ series: { definition }, basis }) =>
      !sharesNight(definition) && basis !== null && basis.baseline.count >= BAND_RUNS_NARROW,
  );
}

/**
 * What an experiment does next, from the runs that have ended. It stops at a pair's end once every series is decided,
 * at its bound, or when the infrastructure took too many runs; a run that the infrastructure took is repeated.
 *
 * @param others evidence of the other candidates of the night, as it stands now.
 */
export function nextStep(
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  series: readonly TriedSeries[],
  others: readonly number[] = [],
): NextStep {
  const lost = runs.filter(isLost).length;
  if (lost >= EXPERIMENT_FAILURES_MAX) {
    return stop(`${counted(lost, 'run')} were lost to the infrastructure; nothing is decided from the rest`);
  }
  const needed = neededEvidence(others, Math.max(experiment.candidates, others.length + 1));
  const single = runsAlone(experiment);
  const first = !single && startsAlone(series);
  if (first && !runs.some((run) => run.arm === 'good' && !isLost(run))) {
    const found = decisions(runs, series, true, needed);
    if (!found.includes('confirmed')) return sampled(experiment, runs, series, needed, { alone: true, fill: false });
  }
  return sampled(experiment, runs, series, needed, { alone: single, fill: first });
}

/** @param how `alone`: only the bad side; `fill`: good sides are run for the bad ones that stand already. */
function sampled(
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  series: readonly TriedSeries[],
  needed: number,
  { alone, fill }: { readonly alone: boolean; readonly fill: boolean },
): NextStep {
  const bound = Math.min(experiment.maxPairs, experiment.seeds.length);
  const done = (): boolean => decisions(runs, series, alone, needed).every((decision) => decision !== 'undecided');
  for (let pair = 0; pair < bound; pair += 1) {
    const order = alone ? ALONE : (ORDERS[pair % ORDERS.length] as readonly Arm[]);
    const missing = order.filter((arm) => !countedRun(runs, pair, arm));
    const arm = missing[0];
    if (arm === undefined) continue;
    const begun = missing.length < order.length && !fill;
    if (!begun && pair > 0 && done()) return stop(decided(pair, alone));
    return { kind: 'run', pair, arm, seed: experiment.seeds[pair] as number };
  }
  return done() ? stop(decided(bound, alone)) : stop(`undecided after its ${counted(bound, noun(alone))}`);
}

function decisions(
  runs: readonly ExperimentRun[],
  series: readonly TriedSeries[],
  alone: boolean,
  needed: number,
): readonly Confirmation['decision'][] {
  return series.map(
    ({ series: { definition }, basis }) =>
      decidePairs(pairsOf(runs, definition, alone), definition, basis, needed).decision,
  );
}

const noun = (single: boolean): string => (single ? 're-run' : 'pair');
const decided = (pairs: number, single: boolean): string => `decided after ${counted(pairs, noun(single))}`;
const stop = (reason: string): NextStep => ({ kind: 'stop', reason });
