import fc from 'fast-check';
import t from 'tap';
import { betaQuantile } from '../../../services/core/statistics/beta-quantile.ts';
import { incompleteBeta } from '../../../services/core/statistics/special.ts';

t.test('closed forms: a power on one side, the arc sine law', async () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-250, max: 0.5, noNaN: true }),
      fc.double({ min: 1, max: 60, noNaN: true }),
      (p, a) => {
        const exact = Math.exp(Math.log(p) / a);
        const other = -Math.expm1(Math.log1p(-p) / a);
        return (
          Math.abs(betaQuantile(p, a, 1).x / exact - 1) < 1e-12 && Math.abs(betaQuantile(p, 1, a).x / other - 1) < 1e-12
        );
      },
    ),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-100, max: 0.999, noNaN: true }), (p) => {
      return Math.abs(betaQuantile(p, 0.5, 0.5).x / Math.sin((Math.PI / 2) * p) ** 2 - 1) < 1e-12;
    }),
  );
});

const size = fc.double({ min: 0.5, max: 1e5, noNaN: true });

t.test('quantile and distribution undo each other; both sides of the share are exact', async () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-100, max: 1 - 1e-12, noNaN: true }), size, size, (p, a, b) => {
      const { x, complement, logOdds } = betaQuantile(p, a, b);
      const below = incompleteBeta(x, a, b, complement);
      return (
        Math.abs(below - p) <= 1e-10 * p &&
        Math.abs(x + complement - 1) < 1e-15 &&
        Math.abs(Math.log(x) - Math.log(complement) - logOdds) < 1e-12 * (1 + Math.abs(logOdds))
      );
    }),
  );
});

t.test('mirror: the upper share changes x and 1 − x, and a and b, round', async () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-200, max: 1e-3, noNaN: true }), size, size, (share, a, b) => {
      const lower = betaQuantile(share, a, b);
      const upper = betaQuantile(1 - share, b, a, share);
      return upper.complement === lower.x && upper.x === lower.complement;
    }),
  );
});

t.test('what has no value is refused', async (t) => {
  t.throws(() => betaQuantile(0, 1, 1), { code: 'INPUT_INVALID', message: /got 0/ });
  t.throws(() => betaQuantile(1, 1, 1), { code: 'INPUT_INVALID' });
  t.throws(() => betaQuantile(0.9, 1, 1, 0), { code: 'INPUT_INVALID' });
  t.throws(() => betaQuantile(0.5, 0, 1), { code: 'INPUT_INVALID', message: /a 0/ });
});
