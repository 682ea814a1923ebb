import fc from 'fast-check';
import t from 'tap';
import { creepOf } from '../../../../services/core/judge/suspicion/creep.ts';
import { seriesHistory } from '../../../../services/core/judge/suspicion/series-history.ts';
import { shiftOf } from '../../../../services/core/judge/suspicion/suspicion.ts';
import { BASELINE_NIGHTS_MAX, WINDOW_NIGHTS } from '../../../../services/core/judge/thresholds.ts';
import { aBand } from '../../../support/builders.ts';
import { normalNoise } from '../../../support/judging.ts';
import { LOSS, SPEED, settledOf } from '../../../support/settled.ts';

const loss = LOSS.definition;
const band = aBand({ seriesId: LOSS.id, centre: 100, deviation: 1, runs: 20, low: 95, high: 105 });
const steady = (level: number, count = 14) => Array.from({ length: count }, () => level);

t.test('the mean of the last 14 nights against the level that was accepted', async (t) => {
  const shift = creepOf([...steady(100), ...steady(98)], band, loss, 1);
  t.match(shift, { direction: 'below', basis: { rule: 'creep', centre: 100, nights: 14 } });
  t.same(shift?.basis.baseline, { count: 20, mean: 0, squares: 19 });
  t.same(shift?.basis.recent, { count: 14, mean: -2, squares: 0 });
  t.ok(Math.abs((shift?.basis.z as number) + 2 / Math.sqrt(1 / 14 + 1 / 20)) < 1e-12);
  t.match(creepOf(steady(102), band, loss, 1), { direction: 'above' });
});

t.test('it must stand out, the more so where nights follow each other', async (t) => {
  const limit = 3 * Math.sqrt(1 / 14 + 1 / 20);
  t.not(creepOf(steady(100 + 1.001 * limit), band, loss, 1), null);
  t.equal(creepOf(steady(100 + 0.999 * limit), band, loss, 1), null);
  t.equal(creepOf(steady(100 + 1.001 * limit), band, loss, 2), null);
});

t.test('it must matter: the metric’s smallest effect, in percent for speed', async (t) => {
  const strict = { ...band, deviation: 0.01 };
  t.equal(creepOf(steady(100.49), strict, loss, 1), null, 'below half a nat');
  t.not(creepOf(steady(100.51), strict, loss, 1), null);
  const fast = { ...band, centre: 1000, deviation: 0.001 };
  t.not(creepOf(steady(Math.log(1000 * 1.021)), fast, SPEED.definition, 1), null);
  t.equal(creepOf(steady(Math.log(1000 * 1.019)), fast, SPEED.definition, 1), null);
});

t.test('no band, or fewer than 14 nights: nothing to hold against', async (t) => {
  t.equal(creepOf(steady(90), null, loss, 1), null);
  t.equal(creepOf(steady(90, 13), band, loss, 1), null);
});

t.test('the level itself is no creep, whatever its noise is like', async (t) => {
  t.equal(creepOf(steady(100, 60), band, loss, 1), null, 'equal values');
  fc.assert(
    fc.property(fc.integer({ min: 1 }), (seed) => {
      const next = normalNoise(seed);
      const values = steady(100, 14).map((level) => level + Math.max(-0.7, Math.min(0.7, next())));
      t.equal(creepOf(values, band, loss, 1), null);
    }),
  );
});

t.test('the ratchet: what is too slow for the shift rule is caught against the frozen level', async (t) => {
  const kept = BASELINE_NIGHTS_MAX + WINDOW_NIGHTS;
  // About one deviation up and down by turns, and after 40 nights a hundredth of it down every night.
  const turns = [0.5, -1.2, 1.2, -0.5];
  const slow = Array.from({ length: 250 }, (_, i) => 100 + (turns[i % 4] as number) - 0.01 * Math.max(0, i - 40));
  const until = (night: number) => settledOf(slow.slice(Math.max(0, night + 1 - kept), night + 1));
  const shifts = slow.flatMap((_, night) => {
    const nights = until(night).map((entry, i, all) => ({ ...entry, accepted: i < all.length - 1 }));
    return shiftOf(seriesHistory(nights, false), 0.01) === null ? [] : [night];
  });
  t.same(shifts, [], 'the baseline of the shift rule drifts along');
  const caught = slow.findIndex((_, night) => creepOf(slow.slice(0, night + 1), band, loss, 1) !== null);
  t.ok(caught > 100 && caught < 170, `caught in night ${caught}, when a deviation is lost`);
});
