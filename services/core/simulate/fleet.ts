import { neededEvidence } from '../judge/fleet.ts';
import type { NoiseModel } from './noise.ts';
import { randomStream } from './random.ts';
import { SeriesWatch, type Trial } from './watch.ts';

/** A fleet of made series, some of which move. */
export interface FleetSettings {
  readonly noise: NoiseModel;
  readonly series: number;
  readonly history: number;
  readonly nights: number;
  /** Series that move by `shift` σ, each on a night of its own within the first half. */
  readonly moving: number;
  readonly shift: number;
  readonly maxPairs: number;
  readonly seed: number;
}

export interface FleetOutcome {
  /** Moving series that were confirmed after they moved, and confirmations of anything else. */
  readonly found: number;
  readonly wrong: number;
  readonly reruns: number;
}

interface Member {
  readonly watch: SeriesWatch;
  /** Night from which on it is moved; Infinity: never. */
  readonly from: number;
  ended: boolean;
}

/**
 * Watches a fleet night by night. The candidates of a night are sampled in turn, each until both the single threshold
 * and e-BH over the night's candidates are met, or it is dismissed, or its bound is reached.
 */
export function watchFleet(settings: FleetSettings): FleetOutcome {
  const { series, moving, history, nights, seed } = settings;
  const dates = randomStream(seed, series);
  const members: Member[] = Array.from({ length: series }, (_, i) => ({
    watch: new SeriesWatch(settings.noise, history, randomStream(seed, i)),
    from: i < moving ? Math.floor((dates.uniform() * nights) / 2) : Number.POSITIVE_INFINITY,
    ended: false,
  }));
  let [found, wrong, reruns] = [0, 0, 0];
  for (let night = 0; night < nights; night += 1) {
    const trials = new Map<Member, Trial>();
    for (const member of members.filter(({ ended }) => !ended)) {
      const trial = member.watch.night(night >= member.from ? settings.shift : 0);
      if (trial !== null) trials.set(member, trial);
    }
    reruns += sample(trials, settings.maxPairs);
    for (const [member, trial] of trials) {
      member.watch.settle(trial);
      if (trial.decision !== 'confirmed') continue;
      member.ended = true;
      if (night >= member.from) found += 1;
      else wrong += 1;
    }
  }
  return { found, wrong, reruns };
}

/** Rounds of one pair each over the candidates that are still undecided; returns the runs that they cost. */
function sample(trials: ReadonlyMap<Member, Trial>, maxPairs: number): number {
  let reruns = 0;
  for (let round = 0; round < maxPairs; round += 1) {
    for (const [member, trial] of trials) {
      if (trial.decision !== 'undecided') continue;
      const others = [...trials.values()].filter((other) => other !== trial).map(({ evidence }) => evidence);
      reruns += member.watch.step(trial, neededEvidence(others));
    }
  }
  return reruns;
}
