import fc from 'fast-check';
import t from 'tap';
import { levelled } from '../../../../services/core/judge/suspicion/baseline.ts';
import { likelyDates } from '../../../../services/core/judge/suspicion/dates.ts';
import { DATE_COVERAGE } from '../../../../services/core/judge/thresholds.ts';
import { squares } from '../../../../services/core/statistics/moments.ts';
import { normalNoise, uniform } from '../../../support/judging.ts';
import { calm, drawn, exactValue, nightsOf } from '../../../support/nights.ts';

const FLOOR = 1e-3;

t.test('too few nights have no date', async (t) => {
  t.same(likelyDates(nightsOf(calm(10)), FLOOR), []);
  t.same(likelyDates(nightsOf(calm(11)), FLOOR), [1], 'one more, and it can only be tonight');
});

t.test('with one host it is the posterior of two means with one unknown deviation', async (t) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    // Uniform noise within one unit and a step of one: nothing is drawn in.
    const values = drawn(30 + seed, uniform(seed)).map((value, i, { length }) => value + (i >= length - 5 ? 1 : 0));
    const history = nightsOf(values);
    const { window, inflation } = levelled(history, FLOOR) as NonNullable<ReturnType<typeof levelled>>;
    const n = values.length;
    const logs = drawn(window, () => 0).map((_, i) => {
      const k = i + 1;
      const error = squares(values.slice(0, -k)) + squares(values.slice(-k));
      return -0.5 * Math.log((k * (n - k)) / n) - ((n / inflation - 2) / 2) * Math.log(error);
    });
    const top = Math.max(...logs);
    const shares = logs.map((log, i) => ({ nights: i + 1, share: Math.exp(log - top) }));
    const sum = shares.reduce((total, { share }) => total + share, 0);
    const wanted: number[] = [];
    let held = 0;
    for (const { nights, share } of shares.sort((a, b) => b.share - a.share)) {
      if (held >= DATE_COVERAGE * sum) break;
      held += share;
      wanted.push(nights);
    }
    t.same(
      likelyDates(history, FLOOR),
      wanted.sort((a, b) => a - b),
    );
  }
});

t.test('holds the true date in nine of ten cases, and is short for a clear step', async (t) => {
  const noise = normalNoise(14);
  const next = uniform(14);
  const repeats = 600;
  for (const [shift, median] of [
    [2, 4],
    [3, 2],
  ] as const) {
    let covered = 0;
    const sizes: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const nights = 1 + Math.floor(10 * next());
      const values = drawn(60, noise).map((value, i) => value + (i >= 60 - nights ? shift : 0));
      const dates = likelyDates(nightsOf(values), FLOOR);
      if (dates.includes(nights)) covered += 1;
      if (nights === 7) sizes.push(dates.length);
    }
    t.ok(covered / repeats >= 0.9, `${shift} deviations: ${covered / repeats}`);
    t.ok((sizes.sort((a, b) => a - b)[sizes.length >> 1] as number) <= median, `${shift} deviations: ${sizes}`);
  }
});

t.test('a spike among the nights is no date', async (t) => {
  const values = [...calm(48), ...calm(6), ...calm(6, 4)].with(50, 500);
  t.same(likelyDates(nightsOf(values), FLOOR), [6]);
});

t.test('hosts have levels of their own, and one without nights on both sides says nothing of the date', async (t) => {
  const hosts = drawn(60, () => '').map((_, i) => (i % 2 === 0 ? 'slow' : 'fast'));
  const values = calm(60).map((value, i) => value + (hosts[i] === 'slow' ? 0 : 50) + (i >= 56 ? 5 : 0));
  t.same(likelyDates(nightsOf(values, { hosts }), FLOOR), [4]);
  const joins = hosts.map((host, i) => (i >= 57 ? 'new' : host));
  t.ok(likelyDates(nightsOf(values, { hosts: joins }), FLOOR).includes(4));
});

t.test('where tonight’s host was never seen before, tonight is no date', async (t) => {
  const hosts = drawn(40, () => 'old').with(39, 'new');
  const dates = likelyDates(nightsOf([...calm(39), 77], { hosts }), FLOOR);
  t.ok(dates.length > 0 && !dates.includes(1), `${dates}`);
});

t.test('level, unit, direction and the names of hosts do not matter', async () => {
  const some = fc.array(exactValue, { minLength: 11, maxLength: 50 });
  const seeds = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(some, seeds, fc.integer({ min: -9, max: 9 }), fc.constantFrom(-2, -1, 0.5, 4), (values, seed, b, a) => {
      const next = uniform(seed);
      const hosts = values.map(() => `${Math.floor(3 * next())}`);
      const renamed = hosts.map((host) => `host-${2 - Number(host)}`);
      const plain = likelyDates(nightsOf(values, { hosts }), FLOOR);
      const moved = likelyDates(
        nightsOf(
          values.map((value) => a * value + b),
          { hosts: renamed },
        ),
        FLOOR * Math.abs(a),
      );
      return JSON.stringify(plain) === JSON.stringify(moved);
    }),
  );
});

t.test('a step of any size is dated as exactly, down to where a double ends', async (t) => {
  const noise = normalNoise(3);
  const before = drawn(55, noise);
  const after = drawn(6, noise);
  for (let power = 1; power <= 14; power += 1) {
    const values = [...before, ...after.map((value) => value + 10 ** power)];
    t.same(likelyDates(nightsOf(values), 1e-9), [6], `10^${power} deviations`);
  }
  const high = [...before, ...after.map((value) => value + 10)].map((value) => 1e9 + 1e-3 * value);
  t.same(likelyDates(nightsOf(high), 1e-9), [6]);
});

t.test('two last nights that lie far apart are dated alike from both sides', async (t) => {
  for (const sign of [1, -1]) {
    const values = [...calm(50), 3, 60].map((value) => sign * value);
    t.same(likelyDates(nightsOf(values), FLOOR), [1], `${sign}`);
  }
});

t.test('equal numbers: every date is alike, and a single other number is tonight’s', async (t) => {
  t.ok(likelyDates(nightsOf(drawn(40, () => 0.97)), FLOOR).length > 0);
  t.same(likelyDates(nightsOf([...drawn(39, () => 0.97), 0.98]), FLOOR), [1]);
});

t.test('always some dates, rising, whatever the numbers', async () => {
  const value = fc.oneof(
    exactValue,
    fc.double({ min: -1e100, max: 1e100, noNaN: true }),
    fc.constantFrom(0, 1e9 + 1e-3),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 11, maxLength: 40 }), fc.integer({ min: 1, max: 99 }), (values, seed) => {
      const next = uniform(seed);
      const hosts = values.map(() => `${Math.floor(3 * next())}`);
      const dates = likelyDates(nightsOf(values, { hosts }), FLOOR);
      const again = likelyDates(nightsOf(values, { hosts }), FLOOR);
      return (
        JSON.stringify(dates) === JSON.stringify(again) &&
        dates.every((date, i) => date >= 1 && date <= 14 && date > (dates[i - 1] ?? 0))
      );
    }),
  );
});
