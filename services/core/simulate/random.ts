import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of seeded random numbers. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** Odd constants of MurmurHash3 (Appleby 2011), whose finaliser spreads neighbouring numbers over all 32 bits. */
const MIX_FIRST = 0x85ebca6b;
const MIX_SECOND = 0xc2b2ae35;
/** Numbers that are thrown away first: the generator's first numbers are little more than its seed. */
const WARM_UP = 32;

/**
 * Stream `index` of a seed (xoroshiro128+), the same on every machine. Each series has a stream of its own, so that its
 * numbers do not depend on the other series or on their order. Normal numbers by Box and Muller.
 */
export function randomStream(seed: number, index: number): Random {
  const generator = xoroshiro128plus(mixed(mixed(seed) + index));
  for (let i = 0; i < WARM_UP; i += 1) generator.next();
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

function mixed(number: number): number {
  let state = number | 0;
  state = Math.imul(state ^ (state >>> 16), MIX_FIRST);
  state = Math.imul(state ^ (state >>> 13), MIX_SECOND);
  return state ^ (state >>> 16);
}
