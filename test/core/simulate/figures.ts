import t from 'tap';
import { fleetFigures, movedFigures, rateOf, stableFigures } from '../../../services/core/simulate/figures.ts';
import type { Watched } from '../../../services/core/simulate/series.ts';

const calm: Watched = { nights: 60, alarm: null, suspicions: 0, reruns: 0, evidence: [] };
const close = (found: number, expected: number) => Math.abs(found - expected) < 1e-9 * Math.max(1, Math.abs(expected));

t.test('a rate has its exact interval', async (t) => {
  const none = rateOf(0, 2_000);
  t.match(none, { count: 0, of: 2_000, perThousand: 0, low: 0 });
  t.ok(close(none.high, 1_000 * (1 - 0.025 ** (1 / 2_000))), 'Clopper and Pearson, no case of n');
  const all = rateOf(3, 3);
  t.match(all, { perThousand: 1_000, high: 1_000 });
  t.ok(close(all.low, 1_000 * 0.025 ** (1 / 3)), 'n cases of n');
  t.match(rateOf(0, 0), { perThousand: Number.NaN, low: 0, high: 1_000 });
});

t.test('alarms and costs are counted over the nights that were watched', async (t) => {
  const figures = stableFigures([
    calm,
    { nights: 60, alarm: null, suspicions: 2, reruns: 5, evidence: [0.1, 0.3] },
    { nights: 30, alarm: 29, suspicions: 1, reruns: 4, evidence: [2] },
  ]);
  t.match(figures.alarms, { count: 1, of: 150 });
  t.match(figures.confirmed, { count: 1, of: 3 });
  t.ok(close(figures.suspicionsPerThousand, 20));
  t.ok(close(figures.rerunsPerThousand, 60));
  t.ok(close(figures.evidence.mean, 0.8));
  // Squared distances 0.49, 0.25, 1.44 of three values: √(2.18 / 2 / 3).
  t.ok(close(figures.evidence.error, Math.sqrt(2.18 / 6)));
});

t.test('without a suspicion nothing is known of the evidence', async (t) => {
  const { evidence, confirmed } = stableFigures([calm]);
  t.ok(Number.isNaN(evidence.mean));
  t.match(confirmed, { count: 0, of: 0, low: 0, high: 1_000 });
});

t.test('one wild number is not the whole mean of the evidence', async (t) => {
  const evidence = [1e12, ...new Array<number>(99).fill(0.1)];
  t.ok(close(stableFigures([{ ...calm, suspicions: 100, evidence }]).evidence.mean, 100.099));
});

t.test('shifts found add up night by night', async (t) => {
  const found = (alarm: number | null, reruns: number): Watched => ({ ...calm, alarm, reruns });
  const figures = movedFigures([found(0, 3), found(2, 4), found(2, 4), found(null, 5)], 5);
  t.same(figures, { series: 4, found: [0.25, 0.25, 0.75, 0.75, 0.75], medianNight: 3, rerunsPerAlarm: 16 / 3 });
  t.match(movedFigures([found(null, 5)], 2), { found: [0, 0], medianNight: null, rerunsPerAlarm: null });
});

t.test('the false share of a fleet that confirms nothing is 0', async (t) => {
  const figures = fleetFigures([
    { found: 3, wrong: 1, reruns: 40 },
    { found: 0, wrong: 0, reruns: 20 },
  ]);
  t.same(figures, { repeats: 2, falseDiscoveries: 0.125, found: 1.5, wrong: 0.5, reruns: 30 });
});
