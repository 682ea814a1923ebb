import {
  type MovedFigures,
  movedFigures,
  type StableFigures,
  stableFigures,
} from '../../services/core/simulate/figures.ts';
import { NOISES, type NoiseModel } from '../../services/core/simulate/noise.ts';
import { randomStream } from '../../services/core/simulate/random.ts';
import { type Watched, type WatchSettings, watchSeries } from '../../services/core/simulate/series.ts';

/** Seeds of every row, pairs or re-runs a night (that of the configuration), and nights watched. */
export const SEEDS: readonly number[] = [1, 2, 3, 4, 5];
export const MAX_PAIRS = 12;
export const HISTORY = 60;
export const NIGHTS = 60;
/** Series a seed: 201,000 series-nights a row, and 5,000 series that move. */
export const STABLE_SERIES = 670;
const MOVED_SERIES = 1_000;
const MOVED_NIGHTS = 30;

const known = new Map<string, StableFigures>();

/** Series in which nothing moves; simulated once a noise and history, however many parts ask. */
export function stable(noise: string, history: number, series = STABLE_SERIES): StableFigures {
  const key = `${noise} ${history}`;
  const figures = known.get(key) ?? stableFigures(watched({ noise: modelOf(noise), history }, series));
  known.set(key, figures);
  return figures;
}

export function moved(noise: string, change: { readonly shift?: number; readonly drift?: number }): MovedFigures {
  const nights = change.drift === undefined ? MOVED_NIGHTS : NIGHTS;
  return movedFigures(watched({ noise: modelOf(noise), nights, ...change }, MOVED_SERIES), nights);
}

export function modelOf(noise: string): NoiseModel {
  return NOISES[noise] as NoiseModel;
}

function watched(settings: Partial<WatchSettings> & Pick<WatchSettings, 'noise'>, series: number): Watched[] {
  const all = { history: HISTORY, nights: NIGHTS, shift: 0, drift: 0, maxPairs: MAX_PAIRS, ...settings };
  return SEEDS.flatMap((seed) => Array.from({ length: series }, (_, i) => watchSeries(all, randomStream(seed, i))));
}
