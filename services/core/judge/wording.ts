/** Significant digits of a number in a sentence. */
const DIGITS = 5;
/** Whole numbers up to here are written out, with groups of three. */
const WRITTEN_OUT_MAX = 1e15;

/** A number for people: 5 significant digits, never rounding a whole number, thousands grouped by commas. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Math.abs(value) >= 10 ** (DIGITS - 1) ? Math.round(value) : Number(value.toPrecision(DIGITS));
  if (Math.abs(rounded) > WRITTEN_OUT_MAX) return String(rounded);
  return String(rounded).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
}

/** `12,345 examples/s`. */
export function withUnit(value: number, unit: string): string {
  return `${formatNumber(value)} ${unit}`;
}

/** `1 run`, `3 runs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
