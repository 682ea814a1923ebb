import fc from 'fast-check';
import t from 'tap';
import { normalCdf, normalDensity, normalQuantile, normalTail } from '../../../services/core/statistics/normal.ts';
import { reference, worst } from '../../support/judging.ts';

t.test('agrees with the reference tables', async (t) => {
  t.ok(worst(reference.normalTail, normalTail) < 1e-9);
  t.ok(worst(reference.normalQuantile, normalQuantile) < 1e-9);
});

t.test('quantile and distribution undo each other', async (t) => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
      return Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-12;
    }),
  );
  t.equal(normalQuantile(0.5), 0);
  t.throws(() => normalQuantile(0), { code: 'INPUT_INVALID' });
});

t.test('the density is the slope of the distribution', async (t) => {
  t.ok(Math.abs((normalCdf(1 + 1e-5) - normalCdf(1 - 1e-5)) / 2e-5 / normalDensity(1) - 1) < 1e-8);
});
