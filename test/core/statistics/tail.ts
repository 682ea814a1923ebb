import fc from 'fast-check';
import t from 'tap';
import { upperQuantile } from '../../../services/core/statistics/tail.ts';

const logistic = {
  tail: (x: number) => 1 / (1 + Math.exp(x)),
  body: (x: number) => Math.tanh(x / 2) / 2,
  density: (x: number) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2,
};

t.test('finds the quantile of a distribution whose quantile is known in closed form', async (t) => {
  fc.assert(
    fc.property(fc.double({ min: 1e-200, max: 0.49, noNaN: true }), (share) => {
      const exact = Math.log1p(-share) - Math.log(share);
      return Math.abs(upperQuantile(logistic, share) - exact) <= 1e-12 * exact + 1e-14;
    }),
  );
  t.ok(upperQuantile(logistic, 0.5) < 1e-12);
  const near = upperQuantile(logistic, 0.5 - 2 ** -40);
  t.ok(Math.abs(near / (4 * 2 ** -40) - 1) < 1e-12, 'next to the middle the digits are those of the distance from it');
});

t.test('stays inside its bracket where Newton would leave it', async (t) => {
  // A tail with a flat density in front of a steep step: the first Newton step overshoots by far.
  const stepped = {
    tail: (x: number) => (x < 5 ? 0.5 - x * 1e-6 : Math.max(0, 0.499995 - (x - 5))),
    body: (x: number) => (x < 5 ? x * 1e-6 : Math.min(0.5, 0.000005 + (x - 5))),
    density: (x: number) => (x < 5 ? 1e-6 : 1),
  };
  t.ok(Math.abs(upperQuantile(stepped, 0.25) - 5.249995) < 1e-9);
});
