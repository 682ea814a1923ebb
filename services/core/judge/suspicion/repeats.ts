import type { SettledNight } from './settled.ts';

/**
 * Nights in a row with one and the same number as one night, its first. Training is often bit-stable for a seed: then the
 * same seeds give the same mean every night, which says no more than once. On a coarse grid (whole epochs) equal numbers
 * also come by chance; counting them once only makes the judge slower to suspect.
 */
export function withoutRepeats(nights: readonly SettledNight[]): readonly SettledNight[] {
  return nights.filter((night, i) => i === 0 || night.value !== nights[i - 1]?.value);
}
