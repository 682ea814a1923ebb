/**
 * Every number the segmentation decides by, in one place. None is fitted to a series: each comes from theory, or from
 * the noise model that the nightly rules share.
 */

/** Shortest piece, in points. What lasts one or two points is an outlier, not a level. */
export const PIECE_MIN = 3;
/** A point further than this many robust deviations from its neighbours' median is pulled in to that distance. */
export const OUTLIER_DEVIATIONS = 4;
/** Width of the running median, in points: it keeps every run of 3 (a piece) and removes every run of 2 (outliers). */
export const NEIGHBOURHOOD = 5;

/**
 * Price of one more change, in units of σ² · ln n. Zhang and Siegmund's modified BIC ("A modified Bayes information
 * criterion with applications to the analysis of comparative genomic hybridization data", Biometrics 2007) gives
 * 3 for pieces with one parameter: one for the level and two for the free position. A slope is one more.
 */
export const CONSTANT_PRICE = 3;
export const LINEAR_PRICE = CONSTANT_PRICE + 1;

/** Lag-1 correlation that is believed at most, and the number of points that its shrinking counts like. */
export const CORRELATION_MAX = 0.8;
export const CORRELATION_PRIOR_POINTS = 10;
/** Long-run variance is held above this share of the series' variance, so that exact steps have a price. */
export const VARIANCE_SHARE_MIN = 1e-6;

/** Places for a change that the piecewise-linear search tries before it refines them: bounds it to a constant time. */
export const LINEAR_PLACES_MAX = 256;

/** Probability that the set of dates holds. */
export const DATE_COVERAGE = 0.9;
/** Points on each side of a change that its date is sought in. */
export const DATE_REACH = 500;

/** Most points of one series: its arrays then take 400 MB. */
export const POINTS_MAX = 10_000_000;
