import fc from 'fast-check';
import { normals } from '../../bench/detection/random.ts';

// What the property tests of the statistics share.

/** Lists of 64ths: sums, shifts by whole numbers and doublings of them are exact. */
export function exactList(minLength: number, maxLength: number): fc.Arbitrary<number[]> {
  const value = fc.integer({ min: -64_000, max: 64_000 }).map((part) => part / 64);
  return fc.array(value, { minLength, maxLength });
}

/** A list beside itself in another order. */
export function shuffled<T>(list: fc.Arbitrary<T[]>): fc.Arbitrary<[T[], T[]]> {
  return list.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
}

/** Whether two numbers agree to `share` of the larger, or to `share` itself below 1. */
export function near(one: number, other: number, share = 1e-9): boolean {
  return one === other || Math.abs(one - other) <= share * Math.max(1, Math.abs(one), Math.abs(other));
}

/** Factors that are exact in a double, to both sides of 0, and whole shifts. */
export const exactFactor = fc.constantFrom(-1024, -8, -1, 0.25, 2, 64);
export const exactShift = fc.constantFrom(-4096, -7, 0, 512, 100_000);

export interface Shape {
  readonly seed: number;
  readonly length: number;
  readonly at: number;
  readonly step: number;
  readonly slope: number;
}

/** Noise with a step or a slope in it: no two values alike, so that the best partition is one. */
export const shape: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 100_000 }),
  length: fc.integer({ min: 20, max: 160 }),
  at: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
  step: fc.constantFrom(0, 3, 6),
  slope: fc.constantFrom(0, 0.1),
});

export function seriesOf({ seed, length, at, step, slope }: Shape): number[] {
  return Array.from(normals(length, seed), (z, i) => z + slope * i + (i >= at * length ? step : 0));
}

/** The values times `factor` plus `shift`. */
export function moved(values: readonly number[], factor: number, shift: number): number[] {
  return values.map((value) => value * factor + shift);
}
