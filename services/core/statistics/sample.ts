/** What is left of values once only their normal likelihood is asked for. */
export interface Sample {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared distances from the mean. */
  readonly squares: number;
}

export const NO_SAMPLE: Sample = { count: 0, mean: 0, squares: 0 };

/** Count, mean and squares in one pass (Welford 1962), so that a large common offset costs no digits. */
export function sampleOf(values: Iterable<number>): Sample {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    count += 1;
    const distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
  }
  return { count, mean, squares };
}

/** Both samples as one (Chan, Golub and LeVeque 1979). */
export function merged(one: Sample, other: Sample): Sample {
  if (one.count === 0) return other;
  if (other.count === 0) return one;
  const count = one.count + other.count;
  const apart = other.mean - one.mean;
  return {
    count,
    mean: one.mean + (apart * other.count) / count,
    squares: one.squares + other.squares + (apart * apart * one.count * other.count) / count,
  };
}
