import {
  CHECKPOINTS,
  type FleetFigures,
  fleetFigures,
  type MovedFigures,
  movedFigures,
  type StableFigures,
  stableFigures,
} from './figures.ts';
import { type FleetOutcome, watchFleet } from './fleet.ts';
import type { NoiseModel } from './noise.ts';
import { randomStream } from './random.ts';
import { type Watched, watchSeries } from './series.ts';

/** Nights that a series is watched for after it moved at once. */
export const MOVED_NIGHTS = CHECKPOINTS.at(-1) as number;
/** Fleets that are watched with each seed: a share of discoveries takes more than one. */
export const FLEET_REPEATS = 8;
/** Series that are watched between two signs of progress. */
const CHUNK_SERIES = 20;

export interface NamedNoise {
  readonly name: string;
  readonly model: NoiseModel;
}

/** What is simulated; every row starts the same streams of numbers, so that rows differ by what they say alone. */
export interface DetectionSettings {
  readonly noises: readonly NamedNoise[];
  /** σ as a share of the level, for what is printed; null: not known. */
  readonly sigma: number | null;
  /** Nights before the first watched one; watched nights (of shifts always 30). */
  readonly history: number;
  readonly nights: number;
  /** Series a row and seed. */
  readonly series: number;
  readonly seeds: readonly number[];
  /** In σ, and in σ a night. */
  readonly shifts: readonly number[];
  readonly drifts: readonly number[];
  readonly fleets: readonly { readonly series: number; readonly moving: number }[];
  readonly maxPairs: number;
}

interface Of {
  readonly noise: string;
  readonly title: string;
}
export type StableRow = Of & StableFigures;
export type ShiftRow = Of & { readonly shift: number } & MovedFigures;
export type DriftRow = Of & { readonly drift: number } & MovedFigures;
export type FleetRow = Of & { readonly series: number; readonly moving: number; readonly shift: number } & FleetFigures;

export interface DetectionReport {
  readonly stable: readonly StableRow[];
  readonly shifts: readonly ShiftRow[];
  readonly drifts: readonly DriftRow[];
  readonly fleets: readonly FleetRow[];
}

/** Work that is done, in series watched, out of `total`. */
export interface SimulationStep {
  readonly done: number;
  readonly total: number;
  readonly note: string;
}

/** Simulates everything that is asked for, and stops for breath between pieces, so that a caller can end it. */
export function* simulateDetection(settings: DetectionSettings): Generator<SimulationStep, DetectionReport> {
  const { noises, nights, shifts, drifts, fleets } = settings;
  const total = seriesIn(settings);
  let done = 0;
  const report = { stable: [], shifts: [], drifts: [], fleets: [] } as {
    -readonly [K in keyof DetectionReport]: DetectionReport[K][number][];
  };

  function* row(noise: NamedNoise, shift: number, drift: number, watchedNights: number, note: string) {
    const watched: Watched[] = [];
    for (const seed of settings.seeds) {
      for (let i = 0; i < settings.series; i += 1) {
        if (i % CHUNK_SERIES === 0) yield { done: done + i, total, note: `${noise.model.title}, ${note}` };
        const wanted = { ...settings, noise: noise.model, nights: watchedNights, shift, drift };
        watched.push(watchSeries(wanted, randomStream(seed, i)));
      }
      done += settings.series;
    }
    return watched;
  }

  function* fleet(noise: NamedNoise, shift: number, size: DetectionSettings['fleets'][number]) {
    const outcomes: FleetOutcome[] = [];
    for (const seed of settings.seeds) {
      for (let repeat = 0; repeat < FLEET_REPEATS; repeat += 1) {
        yield { done, total, note: `${noise.model.title}, ${size.series} series of which ${size.moving} move` };
        outcomes.push(watchFleet({ ...settings, ...size, noise: noise.model, shift, seed: fleetSeed(seed, repeat) }));
        done += size.series;
      }
    }
    return outcomes;
  }

  for (const noise of noises) {
    const of = { noise: noise.name, title: noise.model.title };
    report.stable.push({ ...of, ...stableFigures(yield* row(noise, 0, 0, nights, 'nothing moves')) });
    for (const shift of shifts) {
      const watched = yield* row(noise, shift, 0, MOVED_NIGHTS, `a shift of ${shift} σ`);
      report.shifts.push({ ...of, shift, ...movedFigures(watched, MOVED_NIGHTS) });
    }
    for (const drift of drifts) {
      const watched = yield* row(noise, 0, drift, nights, `a drift of ${drift} σ a night`);
      report.drifts.push({ ...of, drift, ...movedFigures(watched, nights) });
    }
    for (const size of fleets) {
      for (const shift of shifts) {
        report.fleets.push({ ...of, ...size, shift, ...fleetFigures(yield* fleet(noise, shift, size)) });
      }
    }
  }
  return report;
}

/** Seed of one repeat of a fleet; those of different seeds never meet. */
export function fleetSeed(seed: number, repeat: number): number {
  return seed * FLEET_REPEATS + repeat;
}

/** Series that are watched for all rows together. */
function seriesIn({ noises, shifts, drifts, fleets, series, seeds }: DetectionSettings): number {
  const rows = 1 + shifts.length + drifts.length;
  const inFleets = fleets.reduce((sum, fleet) => sum + fleet.series, 0) * shifts.length * FLEET_REPEATS;
  return noises.length * seeds.length * (rows * series + inFleets);
}
