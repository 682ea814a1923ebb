import { CLEAN_DEVIATIONS, LEARNING_NIGHTS } from '../judge/thresholds.ts';
import { MAD_TO_DEVIATION, mean, median, medianDistance, squares } from './moments.ts';

/**
 * What the noise of a series is like, the first that holds:
 * `short`: fewer than 20 nights, nothing can be said; `flat`: more than half of the nights gave one and the same number;
 * `modal`: two groups of values explain nearly all of the spread; `correlated`: a night resembles the one before it;
 * `skewed`: one tail is long; `outliers`: some nights lie far from all others; `ok`: none of these.
 */
export type NoiseKind = 'short' | 'flat' | 'modal' | 'correlated' | 'skewed' | 'outliers' | 'ok';

export interface NoiseProfile {
  readonly kind: NoiseKind;
  readonly nights: number;
  /** Lag-1 correlation of the nights without outliers; 0 for a short or flat series, like the numbers below. */
  readonly correlation: number;
  /** Share of the nights that are outliers. */
  readonly outliers: number;
  /** Third standardised moment of the other nights. */
  readonly skewness: number;
  /** Share of the spread that two groups of values leave unexplained: 0.36 for normal noise, 0.25 for even noise. */
  readonly unexplained: number;
}

/** Two groups are believed when they leave less than this: two equal normal groups then lie 4.8 deviations apart. */
const MODAL_UNEXPLAINED = 0.15;
/** Share of the nights that the smaller group has at least: fewer are outliers. */
const MODAL_SHARE_MIN = 0.2;
/** Outliers are a habit from two on, and from this share on. */
const OUTLIERS_MIN = 2;
const OUTLIER_SHARE_MIN = 0.02;
/** Smallest correlation and skewness that matter, and how many standard errors of noise each must also exceed. */
const CORRELATION_MIN = 0.3;
const SKEWNESS_MIN = 1;
const ERRORS_MIN = 2.6;

/** @param values distances of the nights from their level, in the order of time and in any unit. */
export function noiseProfile(values: readonly number[]): NoiseProfile {
  const nights = values.length;
  const nothing = { nights, correlation: 0, outliers: 0, skewness: 0, unexplained: 1 };
  if (nights < LEARNING_NIGHTS) return { kind: 'short', ...nothing };
  const centre = median(values);
  const deviation = MAD_TO_DEVIATION * medianDistance(values);
  if (deviation === 0) return { kind: 'flat', ...nothing };
  const isClean = (value: number) => Math.abs(value - centre) <= CLEAN_DEVIATIONS * deviation;
  const clean = values.filter(isClean);
  const split = bestSplit(clean);
  const found = {
    nights,
    correlation: lagOne(values, isClean),
    outliers: (nights - clean.length) / nights,
    skewness: skewnessOf(clean),
    unexplained: split.unexplained,
  };
  return { kind: kindOf(found, nights - clean.length, split.share), ...found };
}

function kindOf(found: Omit<NoiseProfile, 'kind'>, outliers: number, smallerShare: number): NoiseKind {
  const { nights } = found;
  if (found.unexplained < MODAL_UNEXPLAINED && smallerShare >= MODAL_SHARE_MIN) return 'modal';
  if (found.correlation > Math.max(CORRELATION_MIN, ERRORS_MIN / Math.sqrt(nights))) return 'correlated';
  if (Math.abs(found.skewness) > Math.max(SKEWNESS_MIN, ERRORS_MIN * Math.sqrt(6 / nights))) return 'skewed';
  return outliers >= OUTLIERS_MIN && found.outliers >= OUTLIER_SHARE_MIN ? 'outliers' : 'ok';
}

/** The split of the values into a lower and an upper group that leaves the least squares, and the smaller one's share. */
function bestSplit(values: readonly number[]): { readonly unexplained: number; readonly share: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const centre = mean(sorted);
  let [sum, most, at] = [0, 0, 0];
  for (let low = 1; low < n; low += 1) {
    sum += (sorted[low - 1] as number) - centre;
    // What the two group means explain: the lower group's sum of distances is minus the upper one's.
    const explained = (sum * sum) / low + (sum * sum) / (n - low);
    if (explained > most) [most, at] = [explained, low];
  }
  return { unexplained: 1 - most / squares(sorted), share: Math.min(at, n - at) / n };
}

/** Correlation of neighbouring nights that are both clean, with the bias of residuals taken off (1/n). */
function lagOne(values: readonly number[], isClean: (value: number) => boolean): number {
  const clean = values.filter(isClean);
  const centre = mean(clean);
  let crossed = 0;
  for (let i = 1; i < values.length; i += 1) {
    const [before, now] = [values[i - 1] as number, values[i] as number];
    if (isClean(before) && isClean(now)) crossed += (before - centre) * (now - centre);
  }
  return crossed / squares(clean) + 1 / clean.length;
}

function skewnessOf(values: readonly number[]): number {
  const centre = mean(values);
  const variance = squares(values) / values.length;
  return mean(values.map((value) => ((value - centre) / Math.sqrt(variance)) ** 3));
}
