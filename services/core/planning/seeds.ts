import { sha256Hex } from '../model/identity.ts';

/** Seeds are whole numbers in [0, 2^31), as the manifest's schema has them. */
export const SEED_LIMIT = 2 ** 31;
const SEED_HEX_DIGITS = 8;

/**
 * `count` different seeds for one benchmark: the manifest's own first, since the nights run with those, then seeds derived
 * from the benchmark's name, so that two calibrations of it draw the same ones.
 */
export function calibrationSeeds(benchmark: string, own: readonly number[], count: number): readonly number[] {
  const seeds = new Set(own.slice(0, count));
  // Each draw is new with probability above 1 - count / 2^31, so the loop ends after very nearly `count` draws.
  for (let draw = 0; seeds.size < count; draw += 1) {
    seeds.add(Number.parseInt(sha256Hex(`${benchmark}/${draw}`).slice(0, SEED_HEX_DIGITS), 16) % SEED_LIMIT);
  }
  return [...seeds];
}
