/**
 * Special functions behind the distributions: log gamma, log beta and the regularised incomplete beta and gamma
 * functions. Relative error below 1e-12 where the tests hold them against a stored table (test/fixtures/statistics).
 */
import { PlumblineError } from '../errors.ts';

/** Bound of every continued fraction and series here; they converge in tens of steps for the arguments we use. */
const TERMS_MAX = 100_000;
const EPSILON = 2 ** -53;
/** Stands in for a zero denominator in Lentz's method. */
const TINY = 1e-300;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** From here on Stirling's series is exact to the last bit; below it the argument is shifted up. */
const STIRLING_FROM = 10;
/** Below this relative distance a series takes the place of a difference; it then falls by 100 a term. */
const CLOSE = 0.1;
const CLOSE_TERMS_MAX = 21;

/**
 * log Γ(x) − ((x − ½) log x − x + ½ log 2π) for x ≥ 10: Stirling's series (Abramowitz and Stegun 6.1.41). Kept apart
 * because in log B(a, b) the large parts cancel and only this is left.
 */
function stirlingRest(x: number): number {
  const s = 1 / (x * x);
  return (
    (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360_360 - s * (1 / 156))))))) /
    x
  );
}

/** log Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new PlumblineError('INPUT_INVALID', `log Γ needs a number above 0, got ${x}`);
  let shift = 1;
  let y = x;
  while (y < STIRLING_FROM) {
    shift *= y;
    y += 1;
  }
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + stirlingRest(y) - Math.log(shift);
}

/** log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b) for a, b > 0, without the cancellation for large arguments. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < STIRLING_FROM) return logGamma(small) + logGamma(large) - logGamma(small + large);
  const rest = stirlingRest(large) - stirlingRest(small + large);
  const share = Math.log1p(small / large);
  // log Γ(large) − log Γ(small + large), with the leading terms of Stirling's formula taken together.
  const ratio = rest + small - small * Math.log(large + small) - (large - 0.5) * share;
  return logGamma(small) + ratio;
}

/**
 * Continued fraction of the incomplete beta function, by the modified Lentz method. Every second term of DLMF 8.17.22 is
 * taken with the one before it (DiDonato and Morris, "Algorithm 708", 1992): written over the distance from the mean,
 * a·y − b·x, it keeps its digits where x is nearly 1 and a is in the millions.
 */
function betaFraction(x: number, y: number, a: number, b: number): number {
  const distance = a * y - b * x;
  const first = (a / (a + 1)) * (distance + 1);
  let value = guarded(first);
  let c = value;
  let d = 0;
  for (let n = 1; n <= TERMS_MAX; n += 1) {
    const odd = a + 2 * n - 1;
    const step = ((a + n - 1) / odd) * ((a + b + n - 1) / odd) * n * (b - n) * x * x;
    const own = n + (n * (b - n) * x) / odd + ((a + n) / (odd + 2)) * (distance + 1 + n * (1 + y));
    d = 1 / guarded(own + step * d);
    c = guarded(own + step / c);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) <= 4 * EPSILON) break;
  }
  return 1 / value;
}

/** Lentz's method goes on past a denominator that happens to be exactly 0. */
const guarded = (denominator: number): number => denominator + TINY * Number(denominator === 0);

/**
 * Regularised incomplete beta function I_x(a, b) for 0 ≤ x ≤ 1 and a, b > 0.
 *
 * @param complement 1 − x, when the caller knows it more exactly than the subtraction would give it.
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (!(x >= 0 && complement >= 0 && a > 0 && b > 0)) {
    throw new PlumblineError('INPUT_INVALID', `I_x(a, b) needs 0 ≤ x ≤ 1 and a, b > 0, got x ${x}, a ${a}, b ${b}`);
  }
  if (x === 0) return 0;
  if (complement === 0) return 1;
  const front = betaPower(x, a, b, complement);
  return x < (a + 1) / (a + b + 2)
    ? front * betaFraction(x, complement, a, b)
    : 1 - front * betaFraction(complement, x, b, a);
}

/**
 * xᵃ(1 − x)ᵇ / B(a, b) for 0 < x < 1 in Loader's saddle-point form ("Fast and accurate computation of binomial
 * probabilities", 2000): the parts that grow with a and b are taken as distances from the mode, so that nothing cancels
 * where they are in the millions. Also the slope of I_x(a, b) over the log odds of x.
 */
export function betaPower(x: number, a: number, b: number, complement = 1 - x): number {
  return Math.exp(logBetaPower(x, a, b, complement));
}

/** log of `betaPower`, for where the power itself leaves what a double can hold. */
export function logBetaPower(x: number, a: number, b: number, complement = 1 - x): number {
  const n = a + b;
  const rest = gammaRest(n) - gammaRest(a) - gammaRest(b);
  const apart = modeDistance(a, n * x) + modeDistance(b, n * complement);
  return 0.5 * (Math.log(a / (2 * Math.PI)) + Math.log(b / n)) + rest - apart;
}

/** What Stirling's formula without its series leaves of log Γ(x), for any x > 0. */
function gammaRest(x: number): number {
  if (x >= STIRLING_FROM) return stirlingRest(x);
  return logGamma(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI);
}

/** a log(a/m) + m − a for a, m > 0, by a series where the two are close and the sum would cancel. */
function modeDistance(a: number, m: number): number {
  const share = (a - m) / (a + m);
  if (Math.abs(share) >= CLOSE) return a * (Math.log(a) - Math.log(m)) + m - a;
  const square = share * share;
  let sum = (a - m) * share;
  let term = 2 * a * share;
  for (let j = 3; j <= CLOSE_TERMS_MAX; j += 2) {
    term *= square;
    sum += term / j;
  }
  return sum;
}

/** erfc(x) for x ≥ 0 through the incomplete gamma function with shape ½: series near 0, continued fraction beyond. */
export function complementaryError(x: number): number {
  if (!(x >= 0)) throw new PlumblineError('INPUT_INVALID', `erfc needs a number from 0 on, got ${x}`);
  return x < 1.5 ? 1 - errorSeries(x) : errorFraction(x);
}

/** erf(x) for x ≥ 0; exact near 0, where it is not 1 − erfc(x). */
export function errorFunction(x: number): number {
  if (!(x >= 0)) throw new PlumblineError('INPUT_INVALID', `erf needs a number from 0 on, got ${x}`);
  return x < 1.5 ? errorSeries(x) : 1 - errorFraction(x);
}

/** erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)) (Abramowitz and Stegun 7.1.6): all terms positive. */
function errorSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n <= TERMS_MAX && term > sum * EPSILON; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) as the continued fraction of Γ(½, x²) (DLMF 8.9.2), by the modified Lentz method. */
function errorFraction(x: number): number {
  const z = x * x;
  let b = z + 0.5;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n <= TERMS_MAX; n += 1) {
    const step = -n * (n - 0.5);
    b += 2;
    d = 1 / guarded(step * d + b);
    c = guarded(b + step / c);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) <= 4 * EPSILON) break;
  }
  return (Math.exp(-z) * x * value) / Math.sqrt(Math.PI);
}
