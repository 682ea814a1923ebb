import { logGamma } from './special.ts';

/** Sums that the evidence for a shift rests on; see `shiftEvidence`. */
export interface ShiftSums {
  /** Degrees of freedom of all squares together, at least 2. */
  readonly freedom: number;
  /** Sum of squares under "no shift": of the earlier runs and of the fresh ones. */
  readonly squares: number;
  /** Sum of the fresh differences, weighted so that its mean under a shift of one deviation is `weight` deviations. */
  readonly sum: number;
  /** Fresh differences that the sum is worth. */
  readonly weight: number;
}

/** The integral goes on to where its integrand is e^−40 of its maximum, found in growing steps, in this many intervals. */
const REACH = 40;
const REACH_STEPS_MAX = 100;
const GROWTH = 1.25;
const INTERVALS = 128;

/**
 * log of the evidence ratio for "shifted by `shift` standard deviations" against "not shifted" when the standard
 * deviation itself is not known: both likelihoods are integrated over it with the right Haar prior dσ/σ, which makes
 * the ratio depend on the data only through T/√Q,
 *
 *   Λ = e^(−mδ²/2) · ∫ v^(N−1) e^(−v²/2 + δ(T/√Q)v) dv / ∫ v^(N−1) e^(−v²/2) dv.
 *
 * With normal noise of any width its mean under "not shifted" is exactly 1 after every further run, so by Ville's
 * inequality it reaches 1,000 in at most one of 1,000 stable experiments however often it is looked at (the sequential
 * t-test: Rushton 1950; Grünwald, de Heide and Koolen 2024, on group-invariant e-values). With N → ∞ it becomes the
 * familiar exp(δS − nδ²/2). T/√Q is at most √m, so one wild run, which widens Q too, cannot decide alone.
 */
export function shiftEvidence(sums: ShiftSums, shift: number): number {
  const { freedom, squares, sum, weight } = sums;
  const tilt = squares > 0 ? (shift * sum) / Math.sqrt(squares) : 0;
  return logTilted(freedom, tilt) - logTilted(freedom, 0) - (weight * shift * shift) / 2;
}

/**
 * log ∫₀^∞ v^(N−1) e^(−v²/2 + bv) dv for N ≥ 2: closed form at b = 0, else the trapezoidal rule over log v, on which the
 * integrand falls off smoothly to both sides of its one maximum, so that the rule is exact to rounding.
 */
function logTilted(freedom: number, tilt: number): number {
  if (tilt === 0) return (freedom / 2 - 1) * Math.LN2 + logGamma(freedom / 2);
  const logHeight = (y: number) => freedom * y - Math.exp(2 * y) / 2 + tilt * Math.exp(y);
  const top = (tilt + Math.sqrt(tilt * tilt + 4 * freedom)) / 2;
  const peak = Math.log(top);
  const height = logHeight(peak);
  const width = 1 / Math.sqrt(top * top + freedom);
  const reach = (side: 1 | -1) => {
    let distance = width;
    for (let i = 0; i < REACH_STEPS_MAX && logHeight(peak + side * distance) > height - REACH; i += 1)
      distance *= GROWTH;
    return distance;
  };
  const low = peak - reach(-1);
  const step = (peak + reach(1) - low) / INTERVALS;
  let total = 0;
  for (let i = 0; i <= INTERVALS; i += 1) total += Math.exp(logHeight(low + i * step) - height);
  return height + Math.log(total * step);
}
