/** Bits of the hash of two neighbouring bytes: a table of 8 KiB stays in a processor's nearest cache. */
const HASH_BITS = 13;
const HASH_MASK = (1 << HASH_BITS) - 1;
/** Bytes that are looked at together. */
const BLOCK = 2;

/** Says whether any of some tokens stands in `bytes[from, to)`. */
export type TokenSearch = (bytes: Uint8Array, from: number, to: number) => boolean;

/**
 * Searches for many tokens at once, after Wu and Manber (1994): from what the last two bytes of a window are, a table
 * says how far no token can end, so most bytes are never looked at. Each token has at least 2 ASCII characters; the
 * shortest sets the step.
 */
export function createTokenSearch(tokens: readonly string[]): TokenSearch {
  const encoded = tokens.map((token) => new TextEncoder().encode(token));
  if (encoded.length === 0) return () => false;
  const window = Math.min(...encoded.map((token) => token.length));
  const shifts = new Uint8Array(HASH_MASK + 1).fill(Math.min(window - BLOCK + 1, 255));
  const bySlot: Uint8Array[][] = [];
  for (const token of encoded) {
    for (let end = BLOCK; end <= window; end += 1) {
      const slot = hash(token[end - 2] as number, token[end - 1] as number);
      shifts[slot] = Math.min(shifts[slot] as number, window - end);
      if (end === window) bySlot[slot] = [...(bySlot[slot] ?? []), token];
    }
  }

  return (bytes, from, to) => {
    let end = from + window;
    while (end <= to) {
      const slot = hash(bytes[end - 2] as number, bytes[end - 1] as number);
      const shift = shifts[slot] as number;
      if (shift === 0 && (bySlot[slot] as Uint8Array[]).some((token) => standsAt(token, bytes, end - window, to)))
        return true;
      end += shift || 1;
    }
    return false;
  };
}

function standsAt(token: Uint8Array, bytes: Uint8Array, at: number, to: number): boolean {
  if (bytes[at] !== token[0] || at + token.length > to) return false;
  for (let i = 1; i < token.length; i += 1) if (bytes[at + i] !== token[i]) return false;
  return true;
}

function hash(one: number, two: number): number {
  return ((one << 5) ^ two) & HASH_MASK;
}
