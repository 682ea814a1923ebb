/** A distribution seen from above: enough to find its quantiles. */
export interface UpperTail {
  /** P(X > x), strictly falling. */
  readonly tail: (x: number) => number;
  readonly density: (x: number) => number;
}

/** Doublings of the bracket (beyond any quantile a double can ask for), and steps inside it. */
const DOUBLINGS_MAX = 1100;
const STEPS_MAX = 200;
const RELATIVE_STEP = 2 ** -51;

/**
 * The x ≥ 0 with P(X > x) = share, for a share in (0, ½] of a distribution that is symmetric about 0: Newton's method
 * on log P, which is nearly straight in every tail, kept inside a bracket by bisection.
 */
export function upperQuantile({ tail, density }: UpperTail, share: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < DOUBLINGS_MAX && tail(high) > share; i += 1) {
    low = high;
    high *= 2;
  }
  let x = low + (high - low) / 2;
  for (let i = 0; i < STEPS_MAX; i += 1) {
    const p = tail(x);
    if (p > share) low = x;
    else high = x;
    const newton = x + (Math.log(p / share) * p) / density(x);
    const next = newton > low && newton < high ? newton : low + (high - low) / 2;
    const done = Math.abs(next - x) <= RELATIVE_STEP * Math.abs(next);
    x = next;
    if (done) break;
  }
  return x;
}
