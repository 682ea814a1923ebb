import fc from 'fast-check';
import t from 'tap';
import { type Levelled, levelled } from '../../../../services/core/judge/suspicion/baseline.ts';
import { scan, type Window } from '../../../../services/core/judge/suspicion/scan.ts';
import { SPREAD_FREEDOM_MIN, SUSPICION_Z, SUSPICION_Z_TONIGHT } from '../../../../services/core/judge/thresholds.ts';
import { deviation, mean } from '../../../../services/core/statistics/moments.ts';
import { normalScore } from '../../../../services/core/statistics/normal-score.ts';
import { normalNoise, uniform } from '../../../support/judging.ts';
import { alternating, calm, close, drawn, exactValue, type NightsChange, nightsOf } from '../../../support/nights.ts';

const FLOOR = 1e-3;
const levelOf = (values: readonly number[], change: NightsChange = {}, floor = FLOOR): Levelled =>
  levelled(nightsOf(values, change), floor) as Levelled;
const found = (values: readonly number[], change: NightsChange = {}, floor = FLOOR): Window =>
  scan(levelOf(values, change, floor), floor) as Window;
/** What tonight alone says. */
const tonight = (values: readonly number[], change: NightsChange = {}): Window =>
  scan({ ...levelOf(values, change), window: 1 }, FLOOR) as Window;

t.test('by hand: tonight against ten nights', async (t) => {
  // Mean 0, squares 10, s = √(10/9); t = 3 / (s·√(1 + 1/10)) = 2.714; Wallace with 9 degrees of freedom: 2.258.
  const { nights, z, ratio, deviation: spread } = found([...alternating(10, 100), 103]);
  const t3 = 3 / Math.sqrt((10 / 9) * 1.1);
  t.ok(close(z, (73 / 75) * Math.sqrt(9 * Math.log(1 + (t3 * t3) / 9))), `${z}`);
  t.ok(close(z, 2.25774, 1e-5));
  t.ok(close(ratio, z / SUSPICION_Z_TONIGHT));
  t.ok(close(spread, Math.sqrt(10 / 9)));
  t.equal(nights, 1);
});

t.test('with one host it is the difference of two means over its error, at its largest', async (t) => {
  // Uniform noise within one unit: no outlier and nothing to draw in.
  for (let seed = 1; seed <= 30; seed += 1) {
    const values = drawn(30 + seed, uniform(seed)).map((value) => 2 * value);
    const level = levelOf(values);
    const scores = drawn(level.window, () => 0).map((_, i) => {
      const [before, after] = [values.slice(0, -1 - i), values.slice(-1 - i)];
      const error =
        deviation(before) * Math.sqrt((1 / before.length + 1 / after.length) * (i > 0 ? level.inflation : 1));
      const z = normalScore((mean(after) - mean(before)) / error, before.length - 1);
      return { nights: i + 1, z, ratio: Math.abs(z) / (i === 0 ? SUSPICION_Z_TONIGHT : SUSPICION_Z) };
    });
    const best = scores.reduce((one, other) => (other.ratio > one.ratio ? other : one));
    const { nights, z, ratio } = found(values);
    t.equal(nights, best.nights);
    t.ok(close(z, best.z) && close(ratio, best.ratio));
  }
});

t.test('hosts are compared with themselves, and weighed by what they know', async (t) => {
  const hosts = [...drawn(20, () => 'a'), ...drawn(30, () => 'b'), 'a', 'b'];
  const level = levelOf([...alternating(20, 50), ...alternating(30, -70), 54, -67], { hosts });
  const { nights, z } = scan({ ...level, window: 2 }, FLOOR) as Window;
  const s = Math.sqrt(50 / 48);
  const [a, b] = [20 / 21, 30 / 31];
  const t2 = ((a * 4) / s + (b * 3) / s) / Math.sqrt(a + b) / Math.sqrt(level.inflation);
  t.equal(nights, 2);
  t.ok(close(z, normalScore(t2, 48)), `${z}`);
});

t.test('a host without a baseline says nothing; where no host has one there is no window', async (t) => {
  const hosts = [...drawn(30, () => 'a'), 'b'];
  const lone = levelOf([...calm(30), 99], { hosts });
  t.equal(scan({ ...lone, window: 1 }, FLOOR), null);
  const window = scan(lone, FLOOR) as Window;
  t.ok(window.nights > 1 && Math.abs(window.z) < 2, 'the nights on the host that is known are as ever');
  t.ok(Number.isNaN(window.means[1]), 'and the new one has no mean');
});

t.test('a host whose every night lies in the window has no mean, whatever is left of its sum', async (t) => {
  const noise = normalNoise(8);
  for (let repeat = 0; repeat < 50; repeat += 1) {
    const hosts = drawn(60, () => 'old').map((host, i) => (i >= 54 && i < 59 ? 'new' : host));
    const values = drawn(60, noise).map((value, i) => value + (i >= 49 ? 4 : 0));
    const { nights, means } = found(values, { hosts });
    t.ok(nights < 6 || Number.isNaN(means[1]), `${means[1]}`);
  }
});

t.test('hosts far apart are no noise, and a bad night is judged by its own host', async (t) => {
  const hosts = drawn(61, () => '').map((_, i) => (i % 2 === 0 ? 'slow' : 'fast'));
  const apart = calm(61).map((value, i) => value + (hosts[i] === 'slow' ? 10 : 20));
  t.ok(found(apart, { hosts }).ratio < 1, 'as far apart as ever');
  const exchanged = apart.with(60, 20);
  t.ok(tonight(exchanged, { hosts }).ratio > 1, 'the slow one as fast as the other');
});

t.test('one outlier among the nights before changes little, and tonight counts up to 5 deviations', async (t) => {
  const before = calm(41);
  t.ok(close(found([...before.with(20, 1e6), 3]).z, found([...before, 3]).z, 0.03));
  const squares = before.reduce((sum, value) => sum + (value - mean(before)) ** 2, 0);
  const { z, deviation: spread } = found([...before, 1e6]);
  t.ok(close(spread, Math.sqrt(squares / 40)));
  t.ok(close(z, normalScore(5 / Math.sqrt(1 + 1 / 41), 40)), `${z}`);
});

t.test('finds the night of a step, and says how sure it is', async (t) => {
  const noise = normalNoise(2);
  const values = drawn(60, noise).map((value, i) => value + (i >= 54 ? -4 : 0));
  const { nights, z } = found(values);
  t.equal(nights, 6);
  t.ok(z < -6);
});

const some = fc.array(exactValue, { minLength: 11, maxLength: 50 });
const seeds = fc.integer({ min: 1, max: 1000 });
const onHosts = (values: readonly number[], seed: number, names = ['a', 'b', 'c']): string[] => {
  const next = uniform(seed);
  return values.map(() => names[Math.floor(3 * next())] as string);
};
const alike = (one: Window | null, other: Window | null, sign = 1): boolean =>
  one === null || other === null
    ? one === other
    : one.nights === other.nights && close(one.z * sign, other.z) && close(one.ratio, other.ratio);

t.test('level, unit and direction do not matter', async () => {
  fc.assert(
    fc.property(some, seeds, fc.integer({ min: -9, max: 9 }), fc.constantFrom(-2, -1, 0.5, 4), (values, seed, b, a) => {
      const hosts = onHosts(values, seed);
      const moved = values.map((value) => a * value + b);
      const [one, other] = [levelOf(values, { hosts }), levelOf(moved, { hosts }, FLOOR * Math.abs(a))];
      return alike(scan(one, FLOOR), scan(other, FLOOR * Math.abs(a)), Math.sign(a));
    }),
  );
});

t.test('what hosts are called, and which was seen first, does not matter', async () => {
  fc.assert(
    fc.property(some, seeds, (values, seed) => {
      const level = levelOf(values, { hosts: onHosts(values, seed) });
      const renamed = levelOf(values, { hosts: onHosts(values, seed, ['z', 'y', 'x']) });
      const turned = { ...level, hosts: level.hosts.map((host) => level.hostCount - 1 - host) };
      const plain = scan(level, FLOOR);
      return alike(plain, scan(renamed, FLOOR)) && alike(plain, scan(turned, FLOOR));
    }),
  );
});

t.test('the order of the settled nights does not matter for tonight alone', async (t) => {
  fc.assert(
    fc.property(some, seeds, (values, seed) => {
      const settled = values.length - levelOf(values).window;
      const next = uniform(seed);
      const order = values.map((value, i) => ({ value, key: i < settled ? next() : 2 + i }));
      const permuted = order.sort((one, other) => one.key - other.key).map(({ value }) => value);
      return alike(tonight(values), tonight(permuted));
    }),
  );
  // For two nights and more it must matter: the same numbers, in order, are one slow wave.
  const mixed = calm(48);
  const sorted = calm(48).sort((a, b) => a - b);
  const two = (before: readonly number[]) => levelOf([...before, ...calm(14)]).inflation;
  t.ok(two(sorted) > 2 * two(mixed));
});

t.test('same input, same bytes; nothing is ever infinite or NaN', async () => {
  const value = fc.oneof(
    exactValue,
    fc.double({ min: -1e100, max: 1e100, noNaN: true }),
    fc.constantFrom(0, 1, 1e9 + 1e-3, 1e-300),
  );
  const nights = fc.array(value, { minLength: 11, maxLength: 50 });
  fc.assert(
    fc.property(nights, seeds, fc.uniqueArray(fc.nat(49), { maxLength: 12 }), (values, seed, open) => {
      const hosts = onHosts(values, seed);
      const level = levelOf(values, { hosts, open });
      const one = scan(level, FLOOR);
      if (JSON.stringify(one) !== JSON.stringify(scan(levelOf(values, { hosts, open }), FLOOR))) return false;
      if (one === null) return true;
      const means = [...one.means].filter((mean, host) => !(Number.isNaN(mean) && level.hosts.includes(host)));
      return [one.z, one.ratio, one.deviation, ...means].every(Number.isFinite);
    }),
    { numRuns: 1000 },
  );
});

t.test('shifts of a million deviations, a huge level, tiny noise', async (t) => {
  const noise = normalNoise(6);
  const before = drawn(40, noise);
  const far = found([...before, 1e6, 1e6, 1e6]);
  t.equal(far.nights, 3);
  const high = found(
    [...before.map((value) => 1e9 + 1e-3 * value), ...[4, 5, 4].map((value) => 1e9 + 1e-3 * value)],
    {},
    1e-6,
  );
  const low = found([...before, 4, 5, 4]);
  t.ok(high.nights === low.nights && close(high.z, low.z, 1e-3), `${high.z} and ${low.z}`);
  const tiny = found(
    [...before, 4, 5, 4].map((value) => 1e-12 * value),
    {},
    1e-15,
  );
  t.ok(close(tiny.z, low.z, 1e-6));
});

t.test('coarse numbers: a constant baseline divides by the floor', async (t) => {
  const { z, deviation: spread, nights } = found([...drawn(30, () => 12), 13], {}, 0.29);
  t.equal(spread, 0.29);
  t.equal(nights, 1);
  t.ok(close(z, normalScore(Math.min(5, 1 / 0.29) * Math.sqrt(30 / 31), 29)), `${z}`);
  const whole = drawn(61, uniform(12)).map((value) => Math.floor(3 * value));
  t.ok(found(whole, {}, 0.29).ratio < 1, 'whole numbers 0 to 2 that come as ever');
});

t.test('a calm night after a step never makes it stand out more', async (t) => {
  // The step's own numbers, over and over: what is appended lies on the level of before.
  const before = calm(60);
  for (let size = 1; size <= 6; size += 0.5) {
    const step = [...before, size + 1, size - 1, size + 1, size - 1];
    t.ok(found([...step, 0]).ratio <= found(step).ratio * 1.001, `${size}`);
  }
});

t.test('stable noise is suspicious about as rarely as normal numbers are', async (t) => {
  const noise = normalNoise(21);
  const repeats = 4000;
  let [alone, any] = [0, 0];
  for (let i = 0; i < repeats; i += 1) {
    const values = drawn(60, noise);
    if (tonight(values).ratio >= 1) alone += 1;
    if (found(values).ratio >= 1) any += 1;
  }
  // P(|Z| ≥ 2.4) = 1.64 %; a standard error is 0.2 %.
  t.ok(Math.abs(alone / repeats - 0.0164) < 0.006, `tonight alone: ${alone / repeats}`);
  t.ok(any / repeats < 0.08, `any of 14 windows: ${any / repeats}`);
});

t.test(
  'a baseline with fewer than five degrees of freedom tells no spread, so its window is passed over',
  async (t) => {
    // Twelve clean nights on so many hosts leave 12 − hosts degrees of freedom for tonight alone.
    const on = (count: number) => {
      const hosts = drawn(12, () => 0).map((_, i) => `host-${i % count}`);
      return scan({ ...levelOf([...calm(12), 9], { hosts: [...hosts, 'host-0'] }), window: 1 }, FLOOR);
    };
    t.equal(SPREAD_FREEDOM_MIN, 5);
    t.equal(on(8), null, 'four');
    t.equal(on(7)?.nights, 1, 'five');
    const open = drawn(13, () => 0).map((_, i) => i + 1);
    t.equal(scan(levelOf([...calm(16), 9], { open }), FLOOR), null, 'so few nights are accepted, on one host');
  },
);

t.test('many hosts make no more suspicions than twice those of two', async (t) => {
  const suspicions = (count: number) => {
    const [noise, next] = [normalNoise(99), uniform(99)];
    const levels = drawn(count, () => 100 * noise());
    let found = 0;
    for (let i = 0; i < 6000; i += 1) {
      const placed = drawn(91, () => Math.floor(count * next()));
      const values = placed.map((host) => (levels[host] as number) + noise());
      const level = levelOf(values, { hosts: placed.map((host) => `host-${host}`) });
      if ((scan(level, FLOOR)?.ratio ?? 0) >= 1) found += 1;
    }
    return found / 6;
  };
  const [two, thirty] = [suspicions(2), suspicions(30)];
  t.ok(two > 20, `${two} in 1,000 nights with two hosts`);
  t.ok(thirty < 2 * two, `${thirty} with thirty`);
});
