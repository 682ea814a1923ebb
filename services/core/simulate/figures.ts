import { exactInterval } from '../statistics/binomial.ts';
import { sampleOf } from '../statistics/sample.ts';
import type { FleetOutcome } from './fleet.ts';
import type { Watched } from './series.ts';

/** Nights after a change at which the share that was found is told. */
export const CHECKPOINTS: readonly number[] = [1, 3, 7, 14, 30];

/**
 * Evidence counts up to this much in its mean: no decision asks for more with fewer than 500 candidates a night, and a
 * single number in heavy tails would otherwise be the whole mean.
 */
export const EVIDENCE_COUNTED_MAX = 10_000;

/** `count` of `of`, in parts of a thousand, with its exact 95 % interval. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  readonly perThousand: number;
  readonly low: number;
  readonly high: number;
}

/** What series in which nothing changed cost. */
export interface StableFigures {
  /** False alarms over series-nights: a series is watched up to its first alarm. */
  readonly alarms: Rate;
  /** False alarms over suspicions: at most 1 in 1,000 by design. */
  readonly confirmed: Rate;
  readonly suspicionsPerThousand: number;
  readonly rerunsPerThousand: number;
  /** Mean evidence of the suspicions, each up to 10,000, with its standard error; NaN where there are too few. */
  readonly evidence: { readonly mean: number; readonly error: number };
}

/** How series that moved were found. */
export interface MovedFigures {
  readonly series: number;
  /** Share of the series that was found within 1, 2, … nights. */
  readonly found: readonly number[];
  /** Night by which half of the series were found; null: fewer were. */
  readonly medianNight: number | null;
  /** All re-runs over the alarms; null: there was none. */
  readonly rerunsPerAlarm: number | null;
}

export interface FleetFigures {
  readonly repeats: number;
  /** Mean over the repeats of the false share of what was confirmed (0 where nothing was). */
  readonly falseDiscoveries: number;
  /** Mean over the repeats. */
  readonly found: number;
  readonly wrong: number;
  readonly reruns: number;
}

/** Clopper and Pearson's interval in parts of a thousand; of nothing nothing is known. */
export function rateOf(count: number, of: number): Rate {
  const { low, high } = of === 0 ? { low: 0, high: 1 } : exactInterval(count, of);
  return { count, of, perThousand: (1_000 * count) / of, low: 1_000 * low, high: 1_000 * high };
}

export function stableFigures(watched: readonly Watched[]): StableFigures {
  const nights = sum(watched, ({ nights }) => nights);
  const alarms = sum(watched, ({ alarm }) => Number(alarm !== null));
  const suspicions = sum(watched, (one) => one.suspicions);
  const evidence = sampleOf(
    watched.flatMap((one) => one.evidence.map((ratio) => Math.min(EVIDENCE_COUNTED_MAX, ratio))),
  );
  return {
    alarms: rateOf(alarms, nights),
    confirmed: rateOf(alarms, suspicions),
    suspicionsPerThousand: (1_000 * suspicions) / nights,
    rerunsPerThousand: (1_000 * sum(watched, ({ reruns }) => reruns)) / nights,
    evidence: {
      mean: evidence.count === 0 ? Number.NaN : evidence.mean,
      error: Math.sqrt(evidence.squares / (evidence.count - 1) / evidence.count),
    },
  };
}

/** @param nights nights that each series was watched. */
export function movedFigures(watched: readonly Watched[], nights: number): MovedFigures {
  const found = new Array<number>(nights).fill(0);
  for (const { alarm } of watched) if (alarm !== null) found[alarm] = (found[alarm] as number) + 1;
  for (let night = 1; night < nights; night += 1)
    found[night] = (found[night] as number) + (found[night - 1] as number);
  const alarms = found[nights - 1] as number;
  const half = found.findIndex((count) => 2 * count >= watched.length);
  return {
    series: watched.length,
    found: found.map((count) => count / watched.length),
    medianNight: half < 0 ? null : half + 1,
    rerunsPerAlarm: alarms === 0 ? null : sum(watched, ({ reruns }) => reruns) / alarms,
  };
}

export function fleetFigures(outcomes: readonly FleetOutcome[]): FleetFigures {
  const repeats = outcomes.length;
  return {
    repeats,
    falseDiscoveries: sum(outcomes, ({ found, wrong }) => wrong / Math.max(1, found + wrong)) / repeats,
    found: sum(outcomes, ({ found }) => found) / repeats,
    wrong: sum(outcomes, ({ wrong }) => wrong) / repeats,
    reruns: sum(outcomes, ({ reruns }) => reruns) / repeats,
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
