import { decidePairs } from '../../services/core/judge/paired.ts';
import { CHECKPOINTS } from '../../services/core/simulate/figures.ts';
import { randomStream } from '../../services/core/simulate/random.ts';
import { SeriesWatch, type Trial } from '../../services/core/simulate/watch.ts';
import type { Row } from '../rows.ts';
import { HISTORY, MAX_PAIRS, modelOf, SEEDS } from './made.ts';

const METRIC = { scale: 'real', kind: 'quality', minEffect: 1e-6 } as const;
const SHIFTS: readonly number[] = [3, 2, 1.5, 1];
const NIGHTS = 30;
const SERIES = 80;

interface Named {
  /** Night (0-based) on which pairs showed that the environment did it; null: never. */
  readonly night: number | null;
  readonly reruns: number;
}

/**
 * What it takes to name the side after a metric that varies between seeds alone is known to have moved: the good
 * environment runs too, beside the runs that stand already, until the pairs are decided by themselves.
 */
export function benchSide(): Row[] {
  return SHIFTS.flatMap((shift): Row[] => {
    const named = SEEDS.flatMap((seed) => Array.from({ length: SERIES }, (_, i) => sideOf(shift, seed, i)));
    const within = (nights: number) =>
      named.filter(({ night }) => night !== null && night < nights).length / named.length;
    const alarms = named.filter(({ night }) => night !== null).length;
    const name = `${shift} σ, changed environment shown by pairs`;
    return [
      {
        name: `${name} within 7 nights`,
        ...{ value: within(7), unit: '' },
        note: CHECKPOINTS.map((nights) => `${nights}: ${within(nights).toFixed(2)}`).join(' · '),
      },
      {
        name: `${name}: re-runs each, both sides`,
        ...{ value: named.reduce((sum, { reruns }) => sum + reruns, 0) / alarms, unit: 'runs' },
      },
    ];
  });
}

function sideOf(shift: number, seed: number, index: number): Named {
  const watch = new SeriesWatch(modelOf('normal'), HISTORY, randomStream(seed, index));
  let reruns = 0;
  let split: Trial | null = null;
  let goods: number[] = [];
  for (let night = 0; night < NIGHTS; night += 1) {
    const trial = watch.night(shift);
    if (trial !== split) [split, goods] = [null, []];
    if (trial === null) continue;
    while (split === null && trial.decision === 'undecided' && trial.tonight < MAX_PAIRS) reruns += watch.step(trial);
    if (trial.decision === 'confirmed') split = trial;
    if (split !== null) reruns += pair(watch, trial, goods);
    if (trial.decision === 'confirmed') return { night, reruns };
    watch.settle(trial);
  }
  return { night: null, reruns };
}

/** Runs good sides for the bad ones that stand, then whole pairs up to tonight's bound; returns the runs that it cost. */
function pair(watch: SeriesWatch, trial: Trial, goods: number[]): number {
  let cost = 0;
  for (;;) {
    for (; goods.length < trial.pairs.length; cost += 1) goods.push(watch.goodRun());
    const pairs = trial.pairs.map(({ bad }, i) => ({ good: goods[i] as number, bad }));
    trial.decision = decidePairs(pairs, METRIC, trial.basis).decision;
    if (trial.decision !== 'undecided' || trial.tonight >= MAX_PAIRS) return cost;
    cost += watch.step(trial);
  }
}
