import fc from 'fast-check';
import t from 'tap';
import {
  believed,
  inflationOfNights,
  type Levelled,
  levelled,
} from '../../../../services/core/judge/suspicion/baseline.ts';
import { BASELINE_NIGHTS_MIN, CLEAN_DEVIATIONS, WINDOW_NIGHTS } from '../../../../services/core/judge/thresholds.ts';
import { MAD_TO_DEVIATION } from '../../../../services/core/statistics/moments.ts';
import { normalNoise, uniform } from '../../../support/judging.ts';
import { alternating, close, drawn, exactValue, nightsOf } from '../../../support/nights.ts';

const FLOOR = 1e-3;
const level = (...args: Parameters<typeof nightsOf>): Levelled => levelled(nightsOf(...args), FLOOR) as Levelled;

t.test('as many nights as the smallest baseline and tonight are needed; the window grows to its bound', async (t) => {
  t.equal(levelled(nightsOf(alternating(BASELINE_NIGHTS_MIN)), FLOOR), null);
  t.equal(levelled(nightsOf([]), FLOOR), null);
  const windows = [1, 2, WINDOW_NIGHTS, WINDOW_NIGHTS + 1, 60].map(
    (more) => level(alternating(BASELINE_NIGHTS_MIN + more)).window,
  );
  t.same(windows, [1, 2, WINDOW_NIGHTS, WINDOW_NIGHTS, WINDOW_NIGHTS]);
});

t.test('by hand: ten settled nights and tonight', async (t) => {
  const found = level([11, 11, 11, 11, 11, 9, 9, 9, 9, 9, 30]);
  t.same([...found.distances], [1, 1, 1, 1, 1, -1, -1, -1, -1, -1, 20]);
  t.equal(found.deviation, MAD_TO_DEVIATION);
  t.same([...found.clean], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0], 'tonight is not accepted');
  // Lag-1: (4 − 1 + 4)/10 + 1/10 = 0.8, drawn in to 0.8 · 10/20 = 0.4.
  t.ok(close(found.inflation, 1.4 / 0.6));
  t.same([found.hostCount, found.window], [1, 1]);
});

t.test('the settled part alone makes the level and the spread', async (t) => {
  const calm = alternating(40);
  const wild = [...calm.slice(0, -WINDOW_NIGHTS), ...drawn(WINDOW_NIGHTS, () => 1e6)];
  for (const field of ['deviation', 'inflation', 'window'] as const) t.equal(level(wild)[field], level(calm)[field]);
  t.same(level(wild).distances.slice(0, 26), level(calm).distances.slice(0, 26));
});

t.test('outliers and nights that are not accepted count in no baseline', async (t) => {
  const values = alternating(40);
  const limit = CLEAN_DEVIATIONS * MAD_TO_DEVIATION;
  values[2] = limit * 0.999;
  values[7] = -limit * 1.001;
  values[38] = -50;
  const { clean } = level(values, { open: [5, 30] });
  t.same(
    [...clean].flatMap((one, i) => (one === 1 ? [] : [i])),
    [5, 7, 30, 38, 39],
  );
});

t.test(
  'a constant baseline has the spread of the floor, and the floor widens a spread that is too small',
  async (t) => {
    const constant = level([...drawn(30, () => 0.97), 0.98]);
    t.equal(constant.deviation, FLOOR);
    t.equal(constant.inflation, (1 + 1 / 17 / (27 / 17)) / (1 - 1 / 17 / (27 / 17)), 'lag 0, and 1/n for its bias');
    t.equal(levelled(nightsOf(alternating(40)), 7)?.deviation, 7);
  },
);

t.test('each host has a level of its own', async (t) => {
  const hosts = drawn(40, uniform(3)).map((number) => (number < 0.5 ? 'a' : 'b'));
  const values = alternating(40).map((value, i) => value + (hosts[i] === 'a' ? 100 : -100));
  const found = level(values, { hosts });
  t.ok(found.distances.every((distance) => Math.abs(distance) <= 2));
  t.equal(found.hostCount, 2);
  t.ok(found.deviation < 3);
});

t.test('a host that is new in the window has the level of its nights there', async (t) => {
  const hosts = drawn(40, () => 'old').map((host, i) => (i >= 36 ? 'new' : host));
  const values = alternating(40).map((value, i) => value + (hosts[i] === 'new' ? 100 : 0));
  t.same([...level(values, { hosts }).distances.slice(36)], [1, -1, 1, -1]);
});

t.test('the level moves with the nights; spread and distances grow with their unit and mirror', async () => {
  const some = fc.array(exactValue, { minLength: 11, maxLength: 50 });
  const seed = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(some, seed, fc.integer({ min: -9, max: 9 }), fc.constantFrom(-2, -1, 0.5, 4), (values, from, b, a) => {
      const next = uniform(from);
      const hosts = values.map(() => `host-${Math.floor(3 * next())}`);
      const plain = level(values, { hosts });
      const moved = levelled(
        nightsOf(
          values.map((value) => a * value + b),
          { hosts },
        ),
        FLOOR * Math.abs(a),
      ) as Levelled;
      return (
        moved.deviation === plain.deviation * Math.abs(a) &&
        close(moved.inflation, plain.inflation) &&
        plain.distances.every((distance, i) => distance * a === moved.distances[i]) &&
        plain.clean.every((one, i) => one === moved.clean[i])
      );
    }),
  );
});

t.test('correlation: none for independent nights, near (1 + ρ)/(1 − ρ) for wandering ones, bounded', async (t) => {
  const noise = normalNoise(5);
  const independent = inflationOfNights(nightsOf(drawn(500, noise)), FLOOR);
  t.ok(independent < 1.25, `${independent}`);
  let state = 0;
  const wandering = drawn(2000, () => {
    state = 0.5 * state + Math.sqrt(0.75) * noise();
    return state;
  });
  const found = inflationOfNights(nightsOf(wandering), FLOOR);
  t.ok(Math.abs(found - 3) < 0.4, `${found} for ρ = 0.5, which is 3`);
  t.ok(inflationOfNights(nightsOf(drawn(1000, () => 0).map((_, i) => i)), FLOOR) < 9, 'at most that of ρ = 0.8');
  t.equal(inflationOfNights(nightsOf(alternating(40)), FLOOR), 1, 'nights that alternate are taken as independent');
  t.equal(inflationOfNights(nightsOf([1, 2]), FLOOR), 1, 'too few');
});

t.test('an outlier counts up to 8 deviations in the spread of single nights', async (t) => {
  t.equal(believed(100, { deviation: 2 }), 16);
  t.equal(believed(-100, { deviation: 2 }), -16);
  t.equal(believed(15, { deviation: 2 }), 15);
});

t.test('no night accepted in the settled part: no correlation is known', async (t) => {
  const found = level(alternating(40), { open: drawn(26, () => 0).map((_, i) => i) });
  t.equal(found.inflation, 1);
});

t.test('what the medians of many hosts took off the spread is given back', async (t) => {
  const noise = normalNoise(9);
  const spreads = (count: number) =>
    drawn(400, () => {
      const hosts = drawn(40, () => 0).map((_, i) => `host-${i % count}`);
      return level(drawn(40, noise), { hosts }).deviation;
    });
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // 26 settled nights; with thirteen hosts two each, whose medians lie half-way between them.
  const [one, two, thirteen] = [average(spreads(1)), average(spreads(2)), average(spreads(13))];
  t.ok(one > 0.9 && one < 1.1, `one host: ${one}`);
  for (const [name, found] of Object.entries({ two, thirteen }))
    t.ok(found > 0.9 * one && found < 1.4 * one, `${name} hosts: ${found}`);
  const same = level(alternating(40), { hosts: drawn(40, () => 'a') });
  t.equal(same.deviation, level(alternating(40)).deviation, 'one host takes off what every median does');
});
