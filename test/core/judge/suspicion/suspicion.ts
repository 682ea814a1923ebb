import fc from 'fast-check';
import t from 'tap';
import { evidenceOf } from '../../../../services/core/judge/evidence.ts';
import { isLearning, type Shift, shiftOf } from '../../../../services/core/judge/suspicion/suspicion.ts';
import {
  EVIDENCE_DISMISS,
  EVIDENCE_REACH,
  LEARNING_NIGHTS,
  SPREAD_REACH,
} from '../../../../services/core/judge/thresholds.ts';
import { MAD_TO_DEVIATION } from '../../../../services/core/statistics/moments.ts';
import { normalNoise, uniform } from '../../../support/judging.ts';
import { calm, close, drawn, exactValue, type NightsChange, nightsOf } from '../../../support/nights.ts';

const FLOOR = 1e-3;
const moved = (values: readonly number[], change: NightsChange = {}, floor = FLOOR): Shift | null =>
  shiftOf(nightsOf(values, change), floor);
const found = (...args: Parameters<typeof moved>): Shift => moved(...args) as Shift;

t.test('a series with too few accepted nights is learning, and silent whatever it does', async (t) => {
  for (let before = 0; before < LEARNING_NIGHTS; before += 1) {
    t.ok(isLearning(nightsOf([...calm(before), 1000])));
    t.equal(moved([...calm(before), 1000]), null, `${before} nights`);
  }
  t.notOk(isLearning(nightsOf([...calm(LEARNING_NIGHTS), 1000])));
  t.match(moved([...calm(LEARNING_NIGHTS), 1000]), { direction: 'above', basis: { rule: 'shift', nights: 1 } });
  t.equal(moved([...calm(LEARNING_NIGHTS), 1000], { open: [4] }), null, 'one of them waits for its answer');
});

t.test('calm nights are no shift; a step is, from its first night on', async (t) => {
  t.equal(moved(calm(60)), null);
  t.match(moved([...calm(54), ...calm(6, -4)]), { direction: 'below', basis: { nights: 6 } });
  t.match(moved([...calm(54), 4]), { direction: 'above', basis: { nights: 1 } });
});

t.test('by hand: what a suspicion rests on', async (t) => {
  const { centre, baseline, recent, nights } = found([...calm(54, 10), 12.5, 14]).basis;
  t.equal(nights, 2);
  t.ok(close(centre, 10));
  t.equal(baseline.count, 54);
  t.ok(close(baseline.squares, (54 / 6) * 7), 'six of them have the squares 0.25, 1, 2.25, 0.25, 1 and 2.25');
  const reach = EVIDENCE_REACH * Math.sqrt(63 / 53);
  t.ok(reach > 2.5 && reach < 4, '14 is drawn in');
  t.equal(recent.count, 2);
  t.ok(close(recent.mean, (2.5 + reach) / 2) && close(recent.squares, (reach - 2.5) ** 2 / 2));
});

t.test('an outlier widens what single runs may do, up to 8 deviations; the date is found without it', async (t) => {
  const { baseline, nights } = found([...calm(48).with(7, 1e6), ...calm(6, 4)]).basis;
  const deviation = MAD_TO_DEVIATION * 1;
  t.equal(nights, 6);
  t.ok(
    Math.abs(
      baseline.squares / (56 + 47 * ((SPREAD_REACH * deviation) / 48) ** 2 + (SPREAD_REACH * deviation) ** 2) - 1,
    ) < 0.1,
  );
});

t.test('a constant series has the spread of the floor', async (t) => {
  const { centre, baseline } = found([...drawn(40, () => 0.97), 0.9], {}, 0.002).basis;
  t.equal(centre, 0.97);
  t.ok(close(baseline.squares, 39 * 0.002 ** 2));
  t.equal(moved([...drawn(40, () => 0.97), 0.968], {}, 0.002), null, 'one floor away is nothing');
  t.equal(
    moved(
      drawn(40, () => 0.97),
      {},
      0.002,
    ),
    null,
  );
});

t.test('nights that wait for their answer are in no baseline, but in the shift', async (t) => {
  const values = [...calm(54), ...calm(3, 5)];
  const waiting = found(values, { open: [54, 55] }).basis;
  t.equal(waiting.nights, 3);
  const apart = found([...calm(50), 60, ...calm(3), 4], { open: [50] }).basis;
  t.equal(apart.nights, 1);
  t.equal(apart.baseline.count, 53, 'the one before the shift is left out');
  t.ok(apart.baseline.squares < 70);
});

t.test('a slow host, known to be slow, is no shift; a step on one host is seen there', async (t) => {
  const hosts = drawn(61, uniform(5))
    .map((number) => (number < 0.2 ? 'slow' : 'fast'))
    .with(60, 'slow');
  const values = calm(61, 100).map((value, i) => value - (hosts[i] === 'slow' ? 30 : 0));
  t.equal(moved(values, { hosts }), null);
  const { direction, basis } = found(values.with(60, 64), { hosts });
  t.equal(direction, 'below');
  t.ok(Math.abs(basis.centre - 70) < 1, 'against that host’s level');
  t.ok(Math.abs(basis.recent.mean) < 8);
});

t.test('a host that is new tonight says nothing yet', async (t) => {
  const hosts = drawn(61, () => 'old').with(60, 'new');
  t.equal(moved([...calm(60, 100), 20], { hosts }), null);
  const shifted = found([...calm(54, 100), ...calm(6, 110), 20], { hosts }).basis;
  t.equal(shifted.recent.count, shifted.nights - 1, 'nor does it take part in what the others say');
  t.ok(Math.abs(shifted.centre - 20) < 1, 'its own level is all that is known of it');
});

t.test('a host whose every night is in the shift leaves its evidence finite', async (t) => {
  const noise = normalNoise(8);
  for (let repeat = 0; repeat < 50; repeat += 1) {
    const hosts = drawn(60, () => 'old').map((host, i) => (i >= 54 && i < 59 ? 'new' : host));
    const values = drawn(60, noise).map((value, i) => value + (i >= 49 ? 4 : 0));
    const { nights, recent } = found(values, { hosts }).basis;
    if (nights === 11) t.ok(recent.count === 6 && recent.mean > 1.5, `${recent.mean} of ${recent.count}`);
  }
});

t.test('one spike is a suspicion that two calm runs end', async (t) => {
  const { basis } = found([...calm(60), 8]);
  const metric = { scale: 'real', kind: 'quality', minEffect: 1e-6 } as const;
  const fresh = [0.3, -0.4].map((bad) => ({ good: undefined, bad }));
  t.ok(evidenceOf(fresh, metric, basis).ratio <= EVIDENCE_DISMISS);
});

const some = fc.array(exactValue, { minLength: 21, maxLength: 60 });
const seeds = fc.integer({ min: 1, max: 1000 });
const onHosts = (values: readonly number[], seed: number, names: readonly string[]): string[] => {
  const next = uniform(seed);
  return values.map(() => names[Math.floor(3 * next())] as string);
};

t.test('level and unit move what it says, direction mirrors it, and host names do not matter', async () => {
  fc.assert(
    fc.property(some, seeds, fc.integer({ min: -9, max: 9 }), fc.constantFrom(-2, -1, 0.5, 4), (values, seed, b, a) => {
      const plain = moved(values, { hosts: onHosts(values, seed, ['a', 'b', 'c']) });
      const turned = values.map((value) => a * value + b);
      const other = moved(turned, { hosts: onHosts(values, seed, ['z', 'y', 'x']) }, FLOOR * Math.abs(a));
      if (plain === null || other === null) return plain === other;
      const [one, two] = [plain.basis, other.basis];
      return (
        (plain.direction === other.direction) === a > 0 &&
        one.nights === two.nights &&
        close(one.z * Math.sign(a), two.z) &&
        close(one.centre * a + b, two.centre) &&
        one.baseline.count === two.baseline.count &&
        close(one.baseline.squares * a * a, two.baseline.squares) &&
        close(one.recent.mean * a, two.recent.mean) &&
        close(one.recent.squares * a * a, two.recent.squares)
      );
    }),
    { numRuns: 300 },
  );
});

t.test('same input, same bytes; nothing is ever infinite or NaN', async () => {
  const value = fc.oneof(
    { weight: 5, arbitrary: exactValue },
    fc.double({ min: -1e100, max: 1e100, noNaN: true }),
    fc.constantFrom(0, 1, 1e9 + 1e-3, 1e-300),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 21, maxLength: 60 }),
      seeds,
      fc.uniqueArray(fc.nat(59), { maxLength: 30 }),
      (values, seed, open) => {
        const hosts = onHosts(values, seed, ['a', 'b', 'c']);
        const shift = moved(values, { hosts, open });
        if (JSON.stringify(shift) !== JSON.stringify(moved(values, { hosts, open }))) return false;
        if (shift === null) return true;
        const { centre, baseline, recent, z } = shift.basis;
        return (
          [centre, baseline.squares, recent.mean, recent.squares, z].every(Number.isFinite) &&
          baseline.count > 1 &&
          recent.count <= shift.basis.nights
        );
      },
    ),
    { numRuns: 2000 },
  );
});

t.test('a shift of a million deviations, and tiny noise on a huge level', async (t) => {
  const noise = normalNoise(2);
  const before = drawn(40, noise);
  t.match(moved([...before, 1e6, 1e6]), { direction: 'above', basis: { nights: 2, baseline: { count: 40 } } });
  const high = [...before, -4, -5, -4].map((value) => 1e9 + 1e-3 * value);
  const { basis } = found(high, {}, 1e-6);
  t.equal(basis.nights, 3);
  t.ok(close(basis.baseline.squares * 1e6, found([...before, -4, -5, -4]).basis.baseline.squares, 1e-3));
});
