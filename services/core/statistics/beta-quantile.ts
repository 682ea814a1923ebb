import { PlumblineError } from '../errors.ts';
import { betaPower, incompleteBeta } from './special.ts';

/** A share x as its two sides, since 1 − x would lose what a tiny other side holds. */
export interface Share {
  readonly x: number;
  readonly complement: number;
  /** log(x / (1 − x)). */
  readonly logOdds: number;
}

/** Log odds beyond which a share is 0 or 1 to a double. */
const LOG_ODDS_MAX = 745;
/** Steps of the search: bisection alone would end within 64. */
const STEPS_MAX = 200;
const RELATIVE_STEP = 2 ** -51;

/**
 * The x with I_x(a, b) = p: Newton's method on the logarithm of the smaller tail over the log odds of x, where it is
 * nearly straight far out on both sides, kept inside a bracket by bisection.
 *
 * @param upper what lies above x, 1 − p, when the caller knows it more exactly; both may round to 1, neither is 0.
 */
export function betaQuantile(p: number, a: number, b: number, upper = 1 - p): Share {
  if (!(p > 0 && p <= 1 && upper > 0 && upper <= 1)) {
    throw new PlumblineError('INPUT_INVALID', `a quantile needs 0 < p < 1, got ${p}`);
  }
  // The upper tail at x is the lower one at 1 − x with a and b changed round.
  if (p <= upper) return shareOf(lowerLogOdds(p, a, b));
  return shareOf(-lowerLogOdds(upper, b, a));
}

/** Log odds of the x with I_x(a, b) = p ≤ ½. */
function lowerLogOdds(p: number, a: number, b: number): number {
  let low = -LOG_ODDS_MAX;
  let high = LOG_ODDS_MAX;
  let u = Math.max(low, Math.min(high, Math.log(a) - Math.log(b)));
  for (let i = 0; i < STEPS_MAX; i += 1) {
    const { x, complement } = shareOf(u);
    const below = incompleteBeta(x, a, b, complement);
    if (below < p) low = u;
    else high = u;
    const newton = u - (Math.log(below / p) * below) / betaPower(x, a, b, complement);
    const next = newton > low && newton < high ? newton : low + (high - low) / 2;
    const done = Math.abs(next - u) <= RELATIVE_STEP * Math.max(1, Math.abs(next));
    u = next;
    if (done) break;
  }
  return u;
}

function shareOf(logOdds: number): Share {
  return { x: 1 / (1 + Math.exp(-logOdds)), complement: 1 / (1 + Math.exp(logOdds)), logOdds };
}
