import { PlumblineError } from '../errors.ts';

/** Makes a deviation of normal noise out of a median absolute deviation: 1 / Φ⁻¹(¾). */
export const MAD_TO_DEVIATION = 1.482602218505602;

/** Arithmetic mean; the values are shifted by the first so that a large common offset costs no digits. */
export function mean(values: readonly number[]): number {
  const first = some(values);
  let sum = 0;
  for (const value of values) sum += value - first;
  return first + sum / values.length;
}

/** Sample standard deviation (n − 1 in the denominator); 0 for a single value. */
export function deviation(values: readonly number[]): number {
  if (values.length === 1) return 0;
  return Math.sqrt(squares(values) / (values.length - 1));
}

/** Sum of squared distances from the mean. */
export function squares(values: readonly number[]): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return sum;
}

/** Middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  some(values);
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

/** Median absolute distance from the median, not scaled (see MAD_TO_DEVIATION). */
export function medianDistance(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}

/** Geometric mean of numbers above 0. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(
    mean(
      values.map((value) => {
        if (!(value > 0)) {
          throw new PlumblineError('INPUT_INVALID', `a geometric mean needs numbers above 0, got ${value}`);
        }
        return Math.log(value);
      }),
    ),
  );
}

function some(values: readonly number[]): number {
  const first = values[0];
  if (first === undefined) throw new PlumblineError('INPUT_INVALID', 'an estimate needs at least one value, got none');
  return first;
}
