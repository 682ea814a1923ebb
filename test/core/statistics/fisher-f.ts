import fc from 'fast-check';
import t from 'tap';
import { fisherCdf, fisherDensity, fisherQuantile, fisherTail } from '../../../services/core/statistics/fisher-f.ts';
import { studentTail } from '../../../services/core/statistics/student-t.ts';
import { reference, worst } from '../../support/judging.ts';

t.test('agrees with the reference tables', async (t) => {
  t.ok(worst(reference.fisherTail, fisherTail) < 1e-9);
  t.ok(worst(reference.fisherCdf, fisherCdf) < 1e-9);
  t.ok(worst(reference.fisherDensity, fisherDensity) < 1e-9);
  t.ok(worst(reference.fisherQuantile, (p, d1, d2) => fisherQuantile(p, d1, d2)) < 1e-9);
  const least = Math.min(...[...reference.fisherTail, ...reference.fisherCdf].map((row) => row.at(-1) as number));
  t.ok(least < 1e-270, `down to ${least}`);
});

const freedom = fc.double({ min: 1, max: 500, noNaN: true });
const ratio = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

t.test('two sides make 1, and 1/F has the degrees of freedom changed round', async () => {
  fc.assert(
    fc.property(ratio, freedom, freedom, (f, d1, d2) => {
      const tail = fisherTail(f, d1, d2);
      return (
        Math.abs(tail + fisherCdf(f, d1, d2) - 1) < 1e-13 &&
        Math.abs(tail - fisherCdf(1 / f, d2, d1)) <= 1e-11 * tail + 1e-300
      );
    }),
  );
});

t.test('the square of a t with n degrees of freedom is an F with 1 and n', async () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), freedom, (x, df) => {
      const twice = 2 * studentTail(x, df);
      return Math.abs(fisherTail(x * x, 1, df) - twice) <= 1e-11 * twice + 1e-300;
    }),
  );
});

t.test('with 2 above, the tail has a closed form', async () => {
  fc.assert(
    fc.property(ratio, freedom, (f, df) => {
      const exact = Math.exp((-df / 2) * Math.log1p((2 * f) / df));
      return Math.abs(fisherTail(f, 2, df) - exact) <= 1e-11 * exact + 1e-300;
    }),
  );
});

t.test('quantile and distribution undo each other, on either side', async () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 0.5, noNaN: true }), freedom, freedom, (p, d1, d2) => {
      const low = fisherQuantile(p, d1, d2);
      const high = fisherQuantile(1 - p, d1, d2, p);
      return (
        Math.abs(fisherCdf(low, d1, d2) / p - 1) < 1e-10 &&
        Math.abs(fisherTail(high, d1, d2) / p - 1) < 1e-10 &&
        low <= high * (1 + 1e-12)
      );
    }),
  );
});

t.test('the density is the slope of the distribution', async (t) => {
  for (const [f, d1, d2] of [
    [0.4, 3, 8],
    [1.5, 1, 20],
    [2, 40, 5],
  ] as const) {
    const slope = (fisherCdf(f + 1e-5, d1, d2) - fisherCdf(f - 1e-5, d1, d2)) / 2e-5;
    t.ok(Math.abs(slope / fisherDensity(f, d1, d2) - 1) < 1e-8);
  }
});

t.test('the ends, and what has no value', async (t) => {
  t.equal(fisherTail(0, 3, 4), 1);
  t.equal(fisherCdf(Number.POSITIVE_INFINITY, 3, 4), 1);
  t.throws(() => fisherTail(-1, 3, 4), { code: 'INPUT_INVALID', message: /got -1/ });
  t.throws(() => fisherTail(Number.NaN, 3, 4), { code: 'INPUT_INVALID' });
  t.throws(() => fisherCdf(1, 0, 4), { code: 'INPUT_INVALID', message: /got 0 and 4/ });
  t.throws(() => fisherQuantile(0.5, 3, -1), { code: 'INPUT_INVALID' });
  t.throws(() => fisherDensity(0, 3, 4), { code: 'INPUT_INVALID', message: /above 0/ });
});
