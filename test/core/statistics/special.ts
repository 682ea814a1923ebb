import t from 'tap';
import {
  betaPower,
  complementaryError,
  errorFunction,
  incompleteBeta,
  logBeta,
  logGamma,
} from '../../../services/core/statistics/special.ts';
import { reference, worst } from '../../support/judging.ts';

const TOLERANCE = 1e-9;

t.test('agrees with the reference tables', async (t) => {
  t.ok(worst(reference.logGamma, logGamma) < TOLERANCE);
  t.ok(worst(reference.logBeta, logBeta) < TOLERANCE);
  t.ok(worst(reference.incompleteBeta, (x, a, b) => incompleteBeta(x, a, b)) < TOLERANCE);
  t.ok(
    worst(
      reference.normalTail.filter(([z]) => (z as number) >= 0),
      (z) => complementaryError(z / Math.SQRT2) / 2,
    ) < TOLERANCE,
  );
});

t.test('the incomplete beta function has its ends and its symmetry', async (t) => {
  t.equal(incompleteBeta(0, 2, 3), 0);
  t.equal(incompleteBeta(1, 2, 3), 1);
  t.ok(Math.abs(incompleteBeta(0.3, 2, 7) + incompleteBeta(0.7, 7, 2) - 1) < 1e-14);
  t.equal(incompleteBeta(1e-310, 0.5, 0.5) > 0, true, 'far out it is small, not lost');
});

t.test('the beta power is what its factors say, small and large', async (t) => {
  // x²(1 − x)³ / B(2, 3), B(2, 3) = 1/12.
  t.ok(Math.abs(betaPower(0.3, 2, 3) / (12 * 0.3 ** 2 * 0.7 ** 3) - 1) < 1e-14);
  t.ok(Math.abs(betaPower(0.5, 0.5, 0.5) / (0.5 / Math.PI) - 1) < 1e-14, 'B(½, ½) = π');
  // At the mode of B(a, a) with a large: √(a / 4π) · (1 − 1/8a + …).
  const a = 1e8;
  t.ok(Math.abs(betaPower(0.5, a, a) / (Math.sqrt(a / (4 * Math.PI)) * (1 - 1 / (8 * a))) - 1) < 1e-13);
});

t.test('the error function and its complement are two halves', async (t) => {
  for (const x of [0, 0.2, 1.49, 1.51, 4]) {
    t.ok(Math.abs(errorFunction(x) + complementaryError(x) - 1) < 1e-15, `${x}`);
  }
  t.ok(Math.abs(errorFunction(1e-200) / ((2 / Math.sqrt(Math.PI)) * 1e-200) - 1) < 1e-14, 'exact near 0');
});

t.test('refuses what has no value', async (t) => {
  t.throws(() => logGamma(0), { code: 'INPUT_INVALID' });
  t.throws(() => incompleteBeta(1.5, 1, 1), { code: 'INPUT_INVALID' });
  t.throws(() => incompleteBeta(0.5, 0, 1), { code: 'INPUT_INVALID' });
  t.throws(() => complementaryError(-1), { code: 'INPUT_INVALID' });
  t.throws(() => errorFunction(-1), { code: 'INPUT_INVALID' });
});
