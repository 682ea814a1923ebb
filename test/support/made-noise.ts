import type { NoiseModel } from '../../services/core/simulate/noise.ts';

/** Noise whose nights and fresh runs are written down: after the last of a list it begins again. */
export function madeNoise(nights: readonly number[], runs: readonly number[], feelsHost = false): NoiseModel {
  return {
    title: 'made',
    feelsHost,
    start: () => {
      let [night, run] = [0, 0];
      return {
        night: () => ({ value: nights[night++ % nights.length] as number, host: 'host-0' }),
        run: () => runs[run++ % runs.length] as number,
      };
    },
  };
}

/** Calm noise of deviation about 1 whose windows never stand out. */
export const CALM: readonly number[] = [-1, 1, 1, -1, 0.5, -0.5, -0.5, 0.5, 1.5, -1.5];
