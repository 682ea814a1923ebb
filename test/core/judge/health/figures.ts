import t from 'tap';
import { healthFigures, oneSidedChance, RERUN_SUSPICIONS_MIN } from '../../../../services/core/judge/health/figures.ts';
import type { Tally } from '../../../../services/core/judge/health/tally.ts';

const tally = (change: Partial<Tally> = {}): Tally => ({
  confirmed: 0,
  dismissed: 0,
  open: 0,
  worse: 0,
  better: 0,
  failed: 0,
  ...change,
});

t.test('shares, with an exact interval; nothing is divided by nothing', async (t) => {
  const some = healthFigures(tally({ confirmed: 4, dismissed: 6, open: 2, worse: 2, better: 2 }), {
    runs: 960,
    reruns: 36,
  });
  t.match(some, { suspicions: 12, rerunsPerSuspicion: 3, rerunShare: 0.0375, oneSidedP: 1, alarms: [] });
  // Clopper and Pearson for 6 of 10: 0.2624 … 0.8784.
  t.equal(some.falseAlarms?.share, 0.6);
  t.ok(
    Math.abs((some.falseAlarms?.low ?? 0) - 0.2624) < 1e-3 && Math.abs((some.falseAlarms?.high ?? 0) - 0.8784) < 1e-3,
  );
  t.match(healthFigures(tally(), { runs: 0, reruns: 0 }), {
    suspicions: 0,
    falseAlarms: null,
    rerunsPerSuspicion: null,
    rerunShare: null,
    oneSidedP: 1,
    alarms: [],
  });
  t.equal(healthFigures(tally({ open: 3 }), { runs: 9, reruns: 0 }).falseAlarms, null, 'nothing is answered yet');
});

t.test('changes that all go one way are an alarm, a few of them are not', async (t) => {
  t.equal(oneSidedChance(0, 0), 1);
  t.ok(Math.abs(oneSidedChance(7, 0) - 2 / 128) < 1e-12);
  t.ok(Math.abs(oneSidedChance(0, 8) - 2 / 256) < 1e-12);
  t.equal(oneSidedChance(5, 5), 1);
  const alarms = (worse: number, better: number) =>
    healthFigures(tally({ confirmed: worse + better, worse, better }), { runs: 1000, reruns: 50 }).alarms;
  t.strictSame(alarms(7, 0), []);
  t.match(alarms(8, 0), [/^8 of 8 confirmed changes are regressions \(p = 0\.0078\): real changes go both ways/]);
  t.match(alarms(1, 16), [/^16 of 17 confirmed changes are improvements/]);
  t.strictSame(alarms(12, 6), []);
});

t.test('re-runs above their budget are an alarm once there were some suspicions', async (t) => {
  const alarms = (suspicions: number, reruns: number) =>
    healthFigures(tally({ dismissed: suspicions }), { runs: 200, reruns }).alarms;
  t.strictSame(alarms(RERUN_SUSPICIONS_MIN - 1, 100), []);
  t.strictSame(alarms(RERUN_SUSPICIONS_MIN, 30), []);
  t.strictSame(alarms(RERUN_SUSPICIONS_MIN, 44), ['re-runs were 22 % of all runs, above their budget of 15 %']);
});
