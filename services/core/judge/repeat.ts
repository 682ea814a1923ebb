import { REPEAT_NIGHTS } from './thresholds.ts';

/** Values of one metric by seed: of tonight, or of one earlier night. */
export type SeedValues = ReadonlyMap<number, number>;

/**
 * Seeds that gave another number tonight although they gave one and the same on the nights before. Training is often
 * bit-stable for a seed, so this says that the arithmetic changed even where the value is still in its band.
 *
 * @param earlier nights before, newest first; at least REPEAT_NIGHTS of them must hold the seed.
 */
export function changedSeeds(tonight: SeedValues, earlier: readonly SeedValues[]): readonly number[] {
  const changed: number[] = [];
  for (const [seed, value] of tonight) {
    const before = earlier.slice(0, REPEAT_NIGHTS).flatMap((night) => night.get(seed) ?? []);
    const stable = before.length === REPEAT_NIGHTS && before.every((number) => number === before[0]);
    if (stable && before[0] !== value) changed.push(seed);
  }
  return changed.sort((a, b) => a - b);
}
