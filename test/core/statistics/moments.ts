import fc from 'fast-check';
import t from 'tap';
import {
  deviation,
  geometricMean,
  MAD_TO_DEVIATION,
  mean,
  median,
  medianDistance,
  squares,
} from '../../../services/core/statistics/moments.ts';
import { normalQuantile } from '../../../services/core/statistics/normal.ts';

t.test('known values', async (t) => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  t.equal(mean(values), 5);
  t.equal(squares(values), 32);
  t.equal(deviation(values), Math.sqrt(32 / 7));
  t.equal(median(values), 4.5);
  t.equal(median([3, 1, 2]), 2);
  t.equal(medianDistance(values), 0.5);
  t.ok(Math.abs(geometricMean([1, 10, 100]) - 10) < 1e-12);
  t.equal(deviation([3]), 0);
  t.ok(Math.abs(MAD_TO_DEVIATION - 1 / normalQuantile(0.75)) < 1e-12);
});

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 });
const close = (a: number, b: number, size: number) => Math.abs(a - b) <= 1e-9 * (1 + size);

t.test('translation, scale, mirror and permutation', async () => {
  fc.assert(
    fc.property(values, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (list, shift) => {
      const moved = list.map((value) => value + shift);
      return (
        close(mean(moved), mean(list) + shift, 2e6) &&
        close(deviation(moved), deviation(list), 2e6) &&
        close(median(moved), median(list) + shift, 2e6) &&
        close(medianDistance(moved), medianDistance(list), 2e6)
      );
    }),
  );
  fc.assert(
    fc.property(values, fc.double({ min: -100, max: 100, noNaN: true }), (list, factor) => {
      const scaled = list.map((value) => value * factor);
      return (
        close(mean(scaled), mean(list) * factor, 1e8) &&
        close(deviation(scaled), deviation(list) * Math.abs(factor), 1e8) &&
        close(median(scaled), median(list) * factor, 1e8) &&
        close(medianDistance(scaled), medianDistance(list) * Math.abs(factor), 1e8)
      );
    }),
  );
  fc.assert(
    fc.property(values, (list) => {
      const turned = [...list].reverse();
      return close(mean(turned), mean(list), 1e6) && median(turned) === median(list);
    }),
  );
});

t.test('refuses what has no value', async (t) => {
  t.throws(() => mean([]), { code: 'INPUT_INVALID' });
  t.throws(() => median([]), { code: 'INPUT_INVALID' });
  t.throws(() => geometricMean([1, 0]), { code: 'INPUT_INVALID', message: /got 0/ });
});
