import fc from 'fast-check';
import t from 'tap';
import {
  studentCdf,
  studentDensity,
  studentQuantile,
  studentTail,
} from '../../../services/core/statistics/student-t.ts';
import { reference, worst } from '../../support/judging.ts';

t.test('agrees with the reference tables', async (t) => {
  t.ok(worst(reference.studentTail, studentTail) < 1e-9);
  t.ok(worst(reference.studentDensity, studentDensity) < 1e-9);
  t.ok(worst(reference.studentQuantile, studentQuantile) < 1e-9);
});

t.test('the tables reach into both tails, next to the middle, and to many degrees of freedom', async (t) => {
  const quantiles = reference.studentQuantile.map(([p]) => p as number);
  t.ok(Math.min(...quantiles) === 1e-300 && Math.max(...quantiles) > 1 - 2e-12);
  t.ok(Math.min(...quantiles.map((p) => Math.abs(p - 0.5))) < 2e-9);
  t.ok(Math.min(...reference.studentTail.map((row) => row.at(-1) as number)) < 1e-290);
  t.ok(Math.max(...reference.studentTail.map(([, df]) => df as number)) === 1e8);
});

const freedom = fc.double({ min: 1, max: 500, noNaN: true });

t.test('quantile and distribution undo each other, mirrored about 0', async () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 0.999999, noNaN: true }), freedom, (p, df) => {
      const x = studentQuantile(p, df);
      return Math.abs(studentCdf(x, df) - p) < 1e-12;
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: -50, max: 50, noNaN: true }), freedom, (x, df) => {
      return Math.abs(studentTail(x, df) + studentTail(-x, df) - 1) < 1e-14;
    }),
  );
});

t.test('the density is the slope of the distribution', async (t) => {
  for (const [x, df] of [
    [0.3, 4],
    [-2, 9],
    [1.7, 1],
  ] as const) {
    const slope = (studentCdf(x + 1e-5, df) - studentCdf(x - 1e-5, df)) / 2e-5;
    t.ok(Math.abs(slope / studentDensity(x, df) - 1) < 1e-8);
  }
});

t.test('the middle is exact, and what has no value is refused', async (t) => {
  t.equal(studentQuantile(0.5, 3), 0);
  t.throws(() => studentQuantile(1, 3), { code: 'INPUT_INVALID', message: /got 1/ });
  t.throws(() => studentTail(1, 0), { code: 'INPUT_INVALID', message: /got 0/ });
});
