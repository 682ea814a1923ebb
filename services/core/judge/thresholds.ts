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
/** Evidence ratio at which a change is dismissed: 1 : 5. Lower costs re-runs, higher loses small changes for some nights. */
export const EVIDENCE_DISMISS = 0.2;
/** Share of false ones among the changes that one night confirms over all series (e-BH, Wang and Ramdas 2022). */
export const FALSE_DISCOVERIES = 0.05;
/** Evidence is stored up to this value: beyond it the number says nothing more. */
export const EVIDENCE_MAX = 1e12;
/** Fewest pairs (or plain re-runs) that confirm a change. */
export const PAIRS_MIN = 3;
/** Fewest that dismiss one: two pairs in the order ABBA, in which a straight drift of the host cancels. */
export const PAIRS_MIN_DISMISS = 2;
/**
 * Shifts the evidence looks for, in standard deviations of a single run, each raised to the metric's own smallest effect
 * where that is larger. The suspicious nights say how likely each is; see judge/evidence.ts.
 */
export const SHIFTS: readonly number[] = [1, 1.5, 2, 3, 4.5, 9];
/**
 * Small shifts that stay among those looked for whatever the smallest effect is: where the noise turns out wider than it
 * was, a large effect is a small multiple of it.
 */
export const SHIFTS_IN_NOISE: readonly number[] = [1, 2];
/** A fresh run or a suspicious night is drawn in to this many deviations of single runs, so that no single one decides. */
export const EVIDENCE_REACH = 2.5;
/** Evidence that names container or host once a change is certain, and what a single run counts at most. */
export const SIDE_EVIDENCE = 100;
export const SIDE_RUN_MAX = 20;
/** Share of the evidence of pairs that counts after a band of few runs: its mean under "no change" is 2.5 there before. */
export const SHORT_BAND_SHARE = 0.4;
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

/** Accepted nights from which on a series is watched for shifts inside its band; before it is learning. */
export const LEARNING_NIGHTS = 20;
/** Accepted nights that a baseline reaches back at most, and that it has at least. */
export const BASELINE_NIGHTS_MAX = 90;
export const BASELINE_NIGHTS_MIN = 10;
/** Degrees of freedom that the spread of a baseline has at least, after one level for each of its hosts. */
export const SPREAD_FREEDOM_MIN = 5;
/** Newest nights among which the date of a change is looked for. */
export const WINDOW_NIGHTS = 14;
/** First nights on a host that its offset from the band is made from, and that it needs at least. */
export const HOST_NIGHTS_MAX = 10;
export const HOST_NIGHTS_MIN = 3;
/** Distance of the mean of the newest nights from the accepted level that is slow creep, as a standard normal number. */
export const CREEP_Z = 3;
/** Nights after a dismissed suspicion in which creep is not looked for: it would be the same nights again. */
export const CREEP_REST_NIGHTS = 14;
/** Distance over this many nights at least that is the host's own shift, when both environments show it. */
export const HOST_SHIFT_Z = 4.5;
export const HOST_SHIFT_NIGHTS = 3;
/**
 * Distance of tonight alone, and of two nights or more together, that is suspicious, as a standard normal number.
 * Suspicion is cheap (about three re-runs), so both lie lower than a test that alarms by itself could afford.
 */
export const SUSPICION_Z_TONIGHT = 2.4;
export const SUSPICION_Z = 2.7;
/** A night further than this many robust deviations from its level is left out of the mean of a baseline. */
export const CLEAN_DEVIATIONS = 4;
/** Outliers count up to this many robust deviations in the spread of single nights. */
export const SPREAD_REACH = 8;
/** A night in a window counts up to this many deviations. */
export const RECENT_REACH = 5;
/** Probability that the set of dates of a change holds. */
export const DATE_COVERAGE = 0.9;
/** Nights in a row on which an experiment without an answer is carried on; then it counts as not shown. */
export const CARRIED_NIGHTS_MAX = 3;
/** Lag-1 correlation of nights that is believed at most, and the number of nights that its shrinking counts like. */
export const RHO_MAX = 0.8;
export const RHO_PRIOR_NIGHTS = 10;

/**
 * Where nothing can be re-run here: further nights that a suspicion is confirmed by at least, and after how many without
 * an answer it counts as not shown.
 */
export const FOREIGN_NIGHTS_MIN = 3;
export const FOREIGN_NIGHTS_MAX = 14;

/** Nights in a row back at the good level after which an incident is over, at least and at most. */
export const RECOVERY_NIGHTS = 3;
export const RECOVERY_NIGHTS_MAX = 14;
/** Evidence for the good level against the bad one that these nights give together: small changes take more nights. */
export const RECOVERY_EVIDENCE = 20;
/** Days after its end in which the same series moving the same way is the same incident again. */
export const REOPEN_DAYS = 14;
/** Share of a night's runs that its confirmations may cost, runs that one costs on average, and how many always may. */
export const RERUN_SHARE = 0.15;
export const RERUNS_EXPECTED = 8;
export const CONFIRMATIONS_MIN = 4;
/** A lasting incident is commented on at its first further bad night and then every so many nights. */
export const COMMENT_NIGHTS = 7;
/** Earlier nights on which a seed gave one and the same number before another number counts as `changed`. */
export const REPEAT_NIGHTS = 2;
