import t from 'tap';
import { resolution, roundingDeviation } from '../../../services/core/statistics/resolution.ts';

t.test('the step of the last printed decimal', async (t) => {
  t.equal(resolution([0.94, 0.9]), 0.01);
  t.equal(resolution([120, 7]), 1);
  t.equal(resolution([]), 1);
  t.equal(resolution([2.5e-7]), 1e-8);
  t.equal(resolution([1e21]), 1);
  t.equal(resolution([0.1 + 0.2]), 1e-15, 'a full double shows no more than its own rounding');
});

t.test('rounding over one step spreads like a uniform error', async (t) => {
  const errors = Array.from({ length: 10_000 }, (_, at) => (at + 0.5) / 10_000 - 0.5);
  const variance = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  t.ok(Math.abs(roundingDeviation(1) - Math.sqrt(variance)) < 1e-6);
});
