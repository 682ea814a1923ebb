const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
/** Digits up to which a whole number is exact, so that one division by an exact power of ten rounds correctly. */
const EXACT_DIGITS_MAX = 15;
const POWERS = Float64Array.from({ length: EXACT_DIGITS_MAX + 1 }, (_, i) => 10 ** i);
/** Largest size of a value: the squares of ten million such are still finite. */
export const VALUE_MAX = 1e150;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const decoder = new TextDecoder();

/**
 * The number that the bytes start..end−1 write in decimal, rounded as `Number` rounds it, without making a text of the
 * usual ones; NaN for anything else. Infinite beyond the range of doubles.
 */
export function decimalIn(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  let whole = 0;
  let digits = 0;
  let decimals = -1;
  for (let i = sign === MINUS || sign === PLUS ? start + 1 : start; i < end; i += 1) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit >= 0 && digit <= 9) {
      whole = 10 * whole + digit;
      digits += 1;
      if (decimals >= 0) decimals += 1;
    } else if (bytes[i] === POINT && decimals < 0) decimals = 0;
    else return decimalOf(decoder.decode(bytes.subarray(start, end)));
  }
  if (digits === 0) return Number.NaN;
  if (digits > EXACT_DIGITS_MAX) return decimalOf(decoder.decode(bytes.subarray(start, end)));
  const size = decimals > 0 ? whole / (POWERS[decimals] as number) : whole;
  return sign === MINUS ? -size : size;
}

/** The same for a text. */
export function decimalOf(text: string): number {
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}
