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
import { exactFactor, exactList, moved, near, shuffled } from '../../support/properties.ts';

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

t.test('no estimate depends on the order of the values', async () => {
  fc.assert(
    fc.property(shuffled(exactList(1, 40)), ([list, turned]) => {
      return (
        near(mean(turned), mean(list)) &&
        near(squares(turned), squares(list)) &&
        near(deviation(turned), deviation(list)) &&
        median(turned) === median(list) &&
        medianDistance(turned) === medianDistance(list)
      );
    }),
  );
});

t.test(
  'a mirrored or scaled list has mirrored or scaled estimates, to the last bit where nothing is rounded',
  async () => {
    fc.assert(
      fc.property(exactList(1, 40), exactFactor, (list, factor) => {
        const other = moved(list, factor, 0);
        return (
          near(mean(other), factor * mean(list)) &&
          near(squares(other), factor * factor * squares(list)) &&
          deviation(moved(list, -1, 0)) === deviation(list) &&
          median(other) === factor * median(list) &&
          medianDistance(other) === Math.abs(factor) * medianDistance(list)
        );
      }),
    );
  },
);

t.test('a geometric mean scales, turns over, and lies between the harmonic and the arithmetic one', async () => {
  const above = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(shuffled(above), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), ([list, turned], factor) => {
      const centre = geometricMean(list);
      const reciprocals = list.map((value) => 1 / value);
      return (
        Math.abs(geometricMean(moved(list, factor, 0)) / (factor * centre) - 1) < 1e-9 &&
        Math.abs(geometricMean(reciprocals) * centre - 1) < 1e-9 &&
        Math.abs(geometricMean(turned) / centre - 1) < 1e-9 &&
        centre <= mean(list) * (1 + 1e-9) &&
        centre >= (1 - 1e-9) / mean(reciprocals)
      );
    }),
  );
});
