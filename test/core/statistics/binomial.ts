import fc from 'fast-check';
import t from 'tap';
import {
  binomialCdf,
  binomialMass,
  binomialQuantile,
  binomialTail,
  exactInterval,
} from '../../../services/core/statistics/binomial.ts';
import { reference, worst } from '../../support/judging.ts';

t.test('agrees with the reference tables', async (t) => {
  t.ok(worst(reference.binomialMass, binomialMass) < 1e-9);
  t.ok(worst(reference.binomialTail, binomialTail) < 1e-9);
  t.ok(worst(reference.binomialCdf, binomialCdf) < 1e-9);
  t.equal(worst(reference.binomialQuantile, binomialQuantile), 0);
  const intervals = reference.exactInterval;
  const side = (end: 'low' | 'high') => (k: number, n: number, coverage: number) => exactInterval(k, n, coverage)[end];
  t.ok(
    worst(
      intervals.map((row) => row.slice(0, 4)),
      side('low'),
    ) < 1e-9,
  );
  t.ok(
    worst(
      intervals.map((row) => [...row.slice(0, 3), row[4] as number]),
      side('high'),
    ) < 1e-9,
  );
  const least = Math.min(...[...reference.binomialTail, ...reference.binomialCdf].map((row) => row.at(-1) as number));
  t.ok(least < 1e-270, `down to ${least}`);
});

const trials = fc.integer({ min: 1, max: 60 });
const chance = fc.double({ min: 0.001, max: 0.999, noNaN: true });

t.test('tails are sums of masses, and the masses make 1', async () => {
  fc.assert(
    fc.property(trials, chance, fc.nat(60), (n, p, at) => {
      const k = at % (n + 1);
      const masses = Array.from({ length: n + 1 }, (_, i) => binomialMass(i, n, p));
      const sum = (from: number, to: number) => masses.slice(from, to).reduce((total, mass) => total + mass, 0);
      return (
        Math.abs(sum(0, n + 1) - 1) < 1e-12 &&
        Math.abs(binomialTail(k, n, p) - sum(k, n + 1)) < 1e-12 &&
        Math.abs(binomialCdf(k, n, p) - sum(0, k + 1)) < 1e-12
      );
    }),
  );
});

t.test('mirror: failures are successes with the other chance', async () => {
  fc.assert(
    fc.property(trials, fc.integer({ min: 1, max: 63 }), fc.nat(60), (n, part, at) => {
      const k = at % (n + 1);
      const p = part / 64;
      return (
        Math.abs(binomialMass(k, n, p) / binomialMass(n - k, n, 1 - p) - 1) < 1e-12 &&
        Math.abs(binomialTail(k, n, p) / binomialCdf(n - k, n, 1 - p) - 1) < 1e-12
      );
    }),
  );
});

t.test('a quantile is the least count that reaches the share', async (t) => {
  const fair = [1, 5, 16, 26, 31].map((part) => binomialQuantile(part / 32, 5, 0.5));
  t.strictSame(fair, [0, 1, 2, 3, 4], 'also where a tail meets it exactly');
  fc.assert(
    fc.property(trials, chance, fc.double({ min: 1e-12, max: 0.999999, noNaN: true }), (n, p, share) => {
      const k = binomialQuantile(share, n, p);
      return binomialCdf(k, n, p) >= share - 1e-12 && (k === 0 || binomialCdf(k - 1, n, p) < share);
    }),
  );
});

t.test('the ends', async (t) => {
  t.equal(binomialTail(0.5, 9, 0.2), binomialTail(1, 9, 0.2), 'half a success is one');
  t.equal(binomialCdf(1.5, 9, 0.2), binomialCdf(1, 9, 0.2));
  t.same([binomialTail(0, 5, 0.3), binomialTail(6, 5, 0.3)], [1, 0]);
  t.same([binomialCdf(-1, 5, 0.3), binomialCdf(5, 5, 0.3)], [0, 1]);
  t.same([binomialMass(-1, 5, 0.3), binomialMass(6, 5, 0.3), binomialMass(1.5, 5, 0.3)], [0, 0, 0]);
  t.same([binomialMass(0, 5, 0), binomialMass(1, 5, 0), binomialMass(5, 5, 1), binomialMass(4, 5, 1)], [1, 0, 1, 0]);
  t.same([binomialTail(1, 5, 0), binomialCdf(4, 5, 1), binomialTail(5, 5, 1)], [0, 0, 1]);
});

t.test('the exact interval of none and of all has a closed form', async (t) => {
  t.match(exactInterval(0, 10), { low: 0 });
  t.ok(Math.abs(exactInterval(0, 10).high - (1 - 0.025 ** (1 / 10))) < 1e-15);
  t.match(exactInterval(10, 10), { high: 1 });
  t.ok(Math.abs(exactInterval(10, 10).low - 0.025 ** (1 / 10)) < 1e-15);
});

t.test('an exact interval ends where a one-sided test would refuse the rate, and mirrors', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5_000 }),
      fc.nat(5_000),
      fc.constantFrom(0.5, 0.95, 0.998),
      (n, at, level) => {
        const k = 1 + (at % (n - 1));
        const { low, high } = exactInterval(k, n, level);
        const mirrored = exactInterval(n - k, n, level);
        const side = (1 - level) / 2;
        return (
          low < k / n &&
          k / n < high &&
          Math.abs(binomialTail(k, n, low) / side - 1) < 1e-9 &&
          Math.abs(binomialCdf(k, n, high) / side - 1) < 1e-9 &&
          Math.abs(mirrored.low - (1 - high)) < 1e-12
        );
      },
    ),
  );
});

t.test('an exact interval holds the true rate at least as often as it says', async (t) => {
  for (const [n, p] of [
    [12, 0.05],
    [40, 0.3],
    [200, 0.004],
  ] as const) {
    let held = 0;
    for (let k = 0; k <= n; k += 1) {
      const { low, high } = exactInterval(k, n);
      if (low <= p && p <= high) held += binomialMass(k, n, p);
    }
    t.ok(held >= 0.95, `${n} × ${p}: ${held}`);
  }
});

t.test('what has no value is refused', async (t) => {
  t.throws(() => binomialTail(1, -1, 0.5), { code: 'INPUT_INVALID', message: /got -1 and 0.5/ });
  t.throws(() => binomialCdf(1, 3, 1.5), { code: 'INPUT_INVALID' });
  t.throws(() => binomialMass(1, 2.5, 0.5), { code: 'INPUT_INVALID' });
  t.throws(() => binomialQuantile(0, 3, 0.5), { code: 'INPUT_INVALID', message: /got 0/ });
  t.throws(() => exactInterval(3, 2), { code: 'INPUT_INVALID', message: /got 3 of 2/ });
  t.throws(() => exactInterval(0, 0), { code: 'INPUT_INVALID' });
  t.throws(() => exactInterval(1, 2, 1), { code: 'INPUT_INVALID', message: /got 1/ });
});
