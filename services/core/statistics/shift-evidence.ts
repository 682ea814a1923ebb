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

/** Half-width of the integral in its own standard deviations, and Simpson intervals across it (even). */
const REACH = 12;
const INTERVALS = 240;

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

/** log ∫₀^∞ v^(N−1) e^(−v²/2 + bv) dv for N ≥ 2: closed form at b = 0, else Simpson's rule about the one maximum. */
function logTilted(freedom: number, tilt: number): number {
  if (tilt === 0) return (freedom / 2 - 1) * Math.LN2 + logGamma(freedom / 2);
  const power = freedom - 1;
  const peak = (tilt + Math.sqrt(tilt * tilt + 4 * power)) / 2;
  const width = 1 / Math.sqrt(1 + power / (peak * peak));
  const logHeight = (v: number) => power * Math.log(v) - (v * v) / 2 + tilt * v;
  const height = logHeight(peak);
  const low = Math.max(0, peak - REACH * width);
  const step = (peak + REACH * width - low) / INTERVALS;
  let total = 0;
  for (let i = 0; i <= INTERVALS; i += 1) {
    const factor = i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2;
    total += factor * Math.exp(logHeight(low + i * step) - height);
  }
  return height + Math.log((total * step) / 3);
}
