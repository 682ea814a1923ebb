import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of seeded random numbers. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** Odd constant that spreads neighbouring numbers over all 32 bits (Knuth's golden-ratio hashing). */
const SPREAD = 0x9e3779b1;

/**
 * Stream `index` of a seed (xoroshiro128+), the same on every machine. Each series has a stream of its own, so that its
 * numbers do not depend on the other series or on their order. Normal numbers by Box and Muller.
 */
export function randomStream(seed: number, index: number): Random {
  const generator = xoroshiro128plus(Math.imul(seed + 1, SPREAD) ^ Math.imul(index, 0x85ebca6b));
  const uniform = (): number => uniformFloat64(generator);
  let spare: number | null = null;
  return {
    uniform,
    normal(): number {
      if (spare !== null) {
        const kept = spare;
        spare = null;
        return kept;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
