import t from 'tap';
import * as thresholds from '../../../services/core/judge/thresholds.ts';

t.test('thresholds are in an order that can decide something', async (t) => {
  t.ok(thresholds.BAND_ALPHA > 0 && thresholds.BAND_ALPHA < 0.05);
  t.ok(thresholds.EVIDENCE_DISMISS < 1 && thresholds.EVIDENCE_CONFIRM > 1);
  t.ok(thresholds.EVIDENCE_CONFIRM < thresholds.EVIDENCE_MAX);
  t.ok(thresholds.SHIFT_MIN < thresholds.SHIFT_MIDDLE && thresholds.SHIFT_MIDDLE < thresholds.SHIFT_STRONG);
  t.ok(thresholds.FAILURE_RATE_SOUND < thresholds.FAILURE_RATE_BROKEN);
  t.ok(thresholds.BAND_RUNS_MIN >= 3 && thresholds.BAND_RUNS_NARROW > thresholds.BAND_RUNS_MIN);
});
