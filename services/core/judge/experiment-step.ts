import type { Arm, Experiment, ExperimentRun } from '../model/experiment.ts';
import { fingerprint } from '../model/identity.ts';
import type { Basis, Confirmation } from '../model/incident.ts';
import type { Series, StoredBand } from '../model/series.ts';
import { sharesNight } from '../statistics/band.ts';
import { armOrder, stopIfLost } from './arm-order.ts';
import { countedRun, goodRuns, pairsOf } from './arms.ts';
import { neededEvidence } from './fleet.ts';
import { decidePairs } from './paired.ts';
import { sideOf } from './side.ts';
import { BAND_RUNS_NARROW } from './thresholds.ts';
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
  const lost = stopIfLost(runs);
  if (lost !== null) return lost;
  const needed = neededEvidence(others, Math.max(experiment.candidates, others.length + 1));
  const single = runsAlone(experiment);
  if (single || !startsAlone(series)) return sampled(experiment, runs, series, needed, single);
  const found = decisions(runs, series, true, needed);
  const moved = series.filter((_, i) => found[i] === 'confirmed');
  return moved.length > 0 ? splitting(experiment, runs, moved) : sampled(experiment, runs, series, needed, true);
}

/** The good environment alone, after re-runs of the suspicious one have confirmed a change, until the side is known. */
function splitting(experiment: Experiment, runs: readonly ExperimentRun[], moved: readonly TriedSeries[]): NextStep {
  const open = moved.some(({ series: { definition }, basis }) => {
    const bad = pairsOf(runs, definition, true);
    return sideOf(bad, goodRuns(runs, definition), definition.scale, basis as Basis) === 'open';
  });
  const bound = Math.min(experiment.maxPairs, experiment.seeds.length);
  const bad = countedPairs(runs, 'bad', bound);
  const good = countedPairs(runs, 'good', bound);
  const done = `${counted(bad, 're-run')} and ${counted(good, 'run')} of the good environment`;
  if (!open) return stop(`decided after ${done}`);
  for (let pair = 0; pair < bound; pair += 1) {
    if (countedRun(runs, pair, 'good')) continue;
    return { kind: 'run', pair, arm: 'good', seed: experiment.seeds[pair] as number };
  }
  return stop(`confirmed, but container and host were not told apart after ${done}`);
}

function countedPairs(runs: readonly ExperimentRun[], arm: Arm, bound: number): number {
  return Array.from({ length: bound }, (_, pair) => countedRun(runs, pair, arm)).filter((run) => run !== undefined)
    .length;
}

/** Pairs, or re-runs of the suspicious environment alone, until every series is decided. */
function sampled(
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  series: readonly TriedSeries[],
  needed: number,
  alone: boolean,
): NextStep {
  const bound = Math.min(experiment.maxPairs, experiment.seeds.length);
  const done = (): boolean => decisions(runs, series, alone, needed).every((decision) => decision !== 'undecided');
  for (let pair = 0; pair < bound; pair += 1) {
    const order = armOrder(pair, alone);
    const missing = order.filter((arm) => !countedRun(runs, pair, arm));
    const arm = missing[0];
    if (arm === undefined) continue;
    const begun = missing.length < order.length;
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
