/** A distribution that is symmetric about 0, seen from there to both sides: enough to find its quantiles. */
export interface UpperTail {
  /** P(X > x), strictly falling; exact far out. */
  readonly tail: (x: number) => number;
  /** P(0 < X ≤ x); exact near 0, where the tail is ½ less something small. */
  readonly body: (x: number) => number;
  readonly density: (x: number) => number;
}

/** Doublings of the bracket (beyond any quantile a double can ask for), and steps inside it. */
const DOUBLINGS_MAX = 1100;
const STEPS_MAX = 200;
const RELATIVE_STEP = 2 ** -51;
/** Above this share of the upper tail the answer is nearer to 0 than to the tail. */
const BODY_FROM = 0.25;

/**
 * The x ≥ 0 with P(X > x) = share, for a share in (0, ½]: Newton's method kept inside a bracket by bisection. Far out it
 * works on log P, which is nearly straight in every tail; near 0 on the body, which the missing half would drown.
 */
export function upperQuantile({ tail, body, density }: UpperTail, share: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < DOUBLINGS_MAX && tail(high) > share; i += 1) {
    low = high;
    high *= 2;
  }
  const near = share > BODY_FROM;
  const held = 0.5 - share;
  let x = low + (high - low) / 2;
  for (let i = 0; i < STEPS_MAX; i += 1) {
    const p = near ? held - body(x) : tail(x);
    if (p > (near ? 0 : share)) low = x;
    else high = x;
    const newton = x + (near ? p : Math.log(p / share) * p) / density(x);
    const next = newton > low && newton < high ? newton : low + (high - low) / 2;
    const done = Math.abs(next - x) <= RELATIVE_STEP * Math.abs(next);
    x = next;
    if (done) break;
  }
  return x;
}
