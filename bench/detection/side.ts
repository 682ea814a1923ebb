import { type Side, sideOf } from '../../services/core/judge/side.ts';
import { CHECKPOINTS } from '../../services/core/simulate/figures.ts';
import { randomStream } from '../../services/core/simulate/random.ts';
import { SeriesWatch } from '../../services/core/simulate/watch.ts';
import type { Row } from '../rows.ts';
import { HISTORY, MAX_PAIRS, modelOf, SEEDS } from './made.ts';

const SHIFTS: readonly number[] = [3, 2, 1.5, 1];
const NIGHTS = 30;
const SERIES = 400;
/** Runs of the good environment on one night, at most. */
const GOODS_MAX = MAX_PAIRS;

interface Named {
  /** Night (0-based) on which the side was named; null: never. */
  readonly night: number | null;
  readonly side: Side;
  readonly reruns: number;
}

/**
 * What it takes to name the side after a metric that varies between seeds alone is known to have moved: the good
 * environment runs too, until what it gives is 100 : 1 for one side. The shift is the container's in every series.
 */
export function benchSide(): Row[] {
  return SHIFTS.flatMap((shift): Row[] => {
    const named = SEEDS.flatMap((seed) => Array.from({ length: SERIES }, (_, i) => nameSide(shift, seed, i)));
    const within = (nights: number) =>
      named.filter(({ night }) => night !== null && night < nights).length / named.length;
    const ended = named.filter(({ night }) => night !== null);
    const name = `${shift} σ, moved and its side named`;
    return [
      {
        name: `${name} within 7 nights`,
        ...{ value: within(7), unit: '' },
        note: CHECKPOINTS.map((nights) => `${nights}: ${within(nights).toFixed(2)}`).join(' · '),
      },
      {
        name: `${name}: runs each, both sides`,
        ...{ value: named.reduce((sum, { reruns }) => sum + reruns, 0) / ended.length, unit: 'runs' },
      },
      {
        name: `${name}: the wrong one`,
        ...{ value: share(ended, 'host'), unit: '' },
        note: `not told apart: ${share(ended, 'open').toFixed(3)}`,
      },
    ];
  });
}

const share = (named: readonly Named[], side: Side): number =>
  named.filter((one) => one.side === side).length / named.length;

function nameSide(shift: number, seed: number, index: number): Named {
  const watch = new SeriesWatch(modelOf('normal'), HISTORY, randomStream(seed, index));
  let reruns = 0;
  for (let night = 0; night < NIGHTS; night += 1) {
    const trial = watch.night(shift);
    if (trial === null) continue;
    while (trial.decision === 'undecided' && trial.tonight < MAX_PAIRS) reruns += watch.step(trial);
    if (trial.decision === 'confirmed') {
      const goods: number[] = [];
      let side: Side = 'open';
      while (side === 'open' && goods.length < GOODS_MAX) {
        goods.push(watch.goodRun());
        side = sideOf(trial.pairs, goods, 'real', trial.basis);
      }
      return { night, side, reruns: reruns + goods.length };
    }
    watch.settle(trial);
  }
  return { night: null, side: 'open', reruns };
}
