import t from 'tap';
import { complementaryError, incompleteBeta, logBeta, logGamma } from '../../../services/core/statistics/special.ts';
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

t.test('refuses what has no value', async (t) => {
  t.throws(() => logGamma(0), { code: 'INPUT_INVALID' });
  t.throws(() => incompleteBeta(1.5, 1, 1), { code: 'INPUT_INVALID' });
  t.throws(() => incompleteBeta(0.5, 0, 1), { code: 'INPUT_INVALID' });
  t.throws(() => complementaryError(-1), { code: 'INPUT_INVALID' });
});
