/**
 * Seeded standard normal numbers for made series: mulberry32 and the Box–Muller transform. The same seed gives the same
 * series everywhere, so that two machines compare the same work.
 */
export function normals(length: number, seed: number): Float64Array {
  const uniform = uniforms(seed);
  return Float64Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  });
}

/** Seeded uniform numbers in [0, 1). */
export function uniforms(seed: number): () => number {
  let state = (seed + 0x9e3779b9) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
