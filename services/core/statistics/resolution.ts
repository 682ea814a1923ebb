/** Decimals beyond which a double only shows its own rounding. */
const DECIMALS_MAX = 15;

/**
 * Step of the last printed decimal of the values: 0.01 for [0.94, 0.9], 1 for whole numbers. A spread below it was
 * lost in printing and is not known to be small.
 */
export function resolution(values: readonly number[]): number {
  return 10 ** -Math.min(DECIMALS_MAX, Math.max(0, ...values.map(decimals)));
}

/** Standard deviation of a rounding error that is uniform over one step. */
export function roundingDeviation(step: number): number {
  return step / Math.sqrt(12);
}

function decimals(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return (digits.split('.')[1]?.length ?? 0) - Number(exponent);
}
