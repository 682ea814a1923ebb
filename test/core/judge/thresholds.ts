import t from 'tap';
import * as thresholds from '../../../services/core/judge/thresholds.ts';

t.test('thresholds are in an order that can decide something', async (t) => {
  t.ok(thresholds.BAND_ALPHA > 0 && thresholds.BAND_ALPHA < 0.05);
  t.ok(thresholds.BAND_RUNS_MIN >= 3 && thresholds.BAND_RUNS_NARROW > thresholds.BAND_RUNS_MIN);
  t.ok(thresholds.EVIDENCE_DISMISS < 1 && thresholds.EVIDENCE_CONFIRM > 1);
  t.ok(thresholds.EVIDENCE_CONFIRM < thresholds.EVIDENCE_MAX);
  t.ok(thresholds.EVIDENCE_CONFIRM >= 1 / thresholds.FALSE_DISCOVERIES, 'a lone candidate needs no more than that');
  t.ok(thresholds.PAIRS_MIN_DISMISS <= thresholds.PAIRS_MIN);
  t.ok(thresholds.FAILURE_RATE_SOUND < thresholds.FAILURE_RATE_BROKEN);
  t.ok(thresholds.FAILURE_WEIGHT > 0 && thresholds.FAILURE_WEIGHT < 1, 'a weighted mean of two kinds of evidence');
});

t.test('the shifts that are looked for rise, and what is drawn in lies outside of ordinary noise', async (t) => {
  const shifts = thresholds.SHIFTS;
  t.ok(thresholds.SHIFTS_IN_NOISE.every((shift) => shift < (shifts.at(-1) as number)));
  t.ok(shifts.length > 0 && shifts.every((shift, i) => shift > (shifts[i - 1] ?? 0)));
  for (const reach of [thresholds.EVIDENCE_REACH, thresholds.RECENT_REACH, thresholds.SPREAD_REACH]) t.ok(reach > 2);
  t.ok(thresholds.CLEAN_DEVIATIONS < thresholds.SPREAD_REACH, 'what a mean leaves out still widens the spread');
});

t.test('no single run tells container from host, and a certain change tells more than a side', async (t) => {
  t.ok(thresholds.SIDE_RUN_MAX < thresholds.SIDE_EVIDENCE);
  t.ok(thresholds.SIDE_EVIDENCE <= thresholds.EVIDENCE_CONFIRM);
});

t.test('a watched series has a baseline and a window, and what is kept holds both', async (t) => {
  t.ok(thresholds.LEARNING_NIGHTS >= thresholds.BASELINE_NIGHTS_MIN);
  t.ok(thresholds.BASELINE_NIGHTS_MAX > thresholds.BASELINE_NIGHTS_MIN + thresholds.WINDOW_NIGHTS);
  t.ok(thresholds.HOST_NIGHTS_MIN <= thresholds.HOST_NIGHTS_MAX);
  t.ok(thresholds.SUSPICION_Z_TONIGHT <= thresholds.SUSPICION_Z, 'one window tonight, many of two nights or more');
  t.ok(thresholds.DATE_COVERAGE > 0.5 && thresholds.DATE_COVERAGE < 1);
  t.ok(thresholds.SPREAD_FREEDOM_MIN < thresholds.BASELINE_NIGHTS_MIN, 'or no series on one host was ever watched');
  t.ok(thresholds.RHO_MAX < 1, 'or the inflation has no bound');
});
