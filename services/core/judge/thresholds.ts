/** Every number the judge decides by, in one place, each with its unit and where it comes from. */

/** Share of points that a band leaves out when nothing is wrong, both sides together: 2 nights in 1,000. */
export const BAND_ALPHA = 0.002;
/** Fewest runs a band is made from: with two the t-quantile is above 300. */
export const BAND_RUNS_MIN = 3;
/** Below this many runs a band is more than 5 standard deviations wide on each side, and says so. */
export const BAND_RUNS_NARROW = 8;
/** Floor of the spread of a rate, as a share of its binomial error √(p(1−p)/n): measured spreads are 0.46 to 0.87 of it. */
export const BINOMIAL_FLOOR = 0.4;
/** Floor of the spread of a positive metric, on logarithms: 0.3 %. */
export const POSITIVE_FLOOR = 0.003;

/** Evidence ratio against "no change" at which a change is confirmed: wrong at most once in 1,000 stable experiments. */
export const EVIDENCE_CONFIRM = 1000;
/** Evidence ratio at which a change is dismissed. */
export const EVIDENCE_DISMISS = 0.1;
/** Evidence is stored up to this value: beyond it the number says nothing more. */
export const EVIDENCE_MAX = 1e12;
/** Fewest pairs (or plain re-runs) a decision rests on. */
export const PAIRS_MIN = 3;
/**
 * Shifts the evidence looks for, in standard deviations of one difference: the smallest one worth finding (raised to
 * the metric's own smallest effect where that is larger), and larger ones that end clear cases early.
 */
export const SHIFT_MIN = 1;
export const SHIFT_MIDDLE = 2;
export const SHIFT_STRONG = 4;
/** A confirmed effect is at least this share of the metric's smallest effect worth an alarm. */
export const EFFECT_SHARE_MIN = 0.5;
/**
 * The spread known from the band counts like at most this many degrees of freedom, so that a host that became noisier
 * since calibration shows in the pairs' own spread.
 */
export const PRIOR_FREEDOM_MAX = 5;
/** Prior weight of "the new side fails" against "its numbers moved". */
export const FAILURE_WEIGHT = 0.25;
/** Failure rates behind the evidence of failing runs: of a sound side (at most), and of a broken one. */
export const FAILURE_RATE_SOUND = 0.05;
export const FAILURE_RATE_BROKEN = 0.9;
/** Coverage of the interval that is shown with an effect. */
export const EFFECT_COVERAGE = 0.95;
/** Runs of an experiment that may be lost to the infrastructure before it stops without an answer. */
export const EXPERIMENT_FAILURES_MAX = 6;

/** Nights in a row inside the band after which an incident is over. */
export const RECOVERY_NIGHTS = 3;
/** A lasting incident is commented on at its first further bad night and then every so many nights. */
export const COMMENT_NIGHTS = 7;
/** Earlier nights on which a seed gave one and the same number before another number counts as `changed`. */
export const REPEAT_NIGHTS = 2;
