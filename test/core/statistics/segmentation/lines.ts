import fc from 'fast-check';
import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { bestLines } from '../../../../services/core/statistics/segmentation/lines.ts';
import { LINEAR_PLACES_MAX, PIECE_MIN } from '../../../../services/core/statistics/segmentation/settings.ts';
import { type Sums, sumsOf } from '../../../../services/core/statistics/segmentation/sums.ts';
import { exactFactor, exactShift, moved, seriesOf, shape } from '../../../support/properties.ts';
import { costOf, leastCost } from '../../../support/segmentation.ts';

const found = (values: readonly number[], price: number): number[] => {
  const sums = sumsOf(values) as Sums;
  return bestLines(sums, price / sums.scale ** 2);
};

t.test('up to 256 points no partition is cheaper', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 6, maxLength: 36 }).filter((all) => new Set(all).size > 1),
      fc.constantFrom(0.5, 3, 12, 60),
      (values, price) => {
        const gap = costOf(values, found(values, price), price, true) - leastCost(values, price, PIECE_MIN, true);
        if (Math.abs(gap) > 1e-7) t.fail(`${values} at ${price}: ${gap} above the least cost`);
      },
    ),
    { seed: 5, numRuns: 200 },
  );
  t.pass('200 series');
});

t.test('longer series are searched on a grid and then point by point', async (t) => {
  for (const length of [500, 514, 1_027, 5_000]) {
    const bends = [Math.floor(length / 3), Math.floor(length / 2) + 1];
    const noise = normals(length, length);
    const values = Array.from(noise, (z, i) => {
      const [first, second] = bends as [number, number];
      const level = i < first ? 0.05 * i : i < second ? 80 - 0.02 * i : -40 + 0.03 * i;
      return level + 0.5 * z;
    });
    const changes = found(values, 40);
    t.strictSame(changes, bends, `${length} points, steps of ${Math.ceil(length / LINEAR_PLACES_MAX)}`);
  }
});

t.test('the last step of a grid may be too short for a piece', async (t) => {
  const length = 3 * LINEAR_PLACES_MAX - 2;
  const values = Array.from({ length }, (_, i) => (i < length - 5 ? i : 5 * i));
  t.strictSame(found(values, 10), [length - 5]);
});

t.test(
  'the changes stay when the values are moved, scaled and mirrored, and turn when they are read backwards',
  async () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(2, 12, 40), exactFactor, exactShift, (made, price, factor, shift) => {
        const values = seriesOf(made);
        const plain = String(found(values, price));
        const other = found(moved(values, factor, shift), price * factor * factor);
        const back = found([...values].reverse(), price);
        return String(other) === plain && String(back.reverse().map((at) => values.length - at)) === plain;
      }),
      { seed: 6, numRuns: 150 },
    );
  },
);

t.test('a dearer change is never found more often', async () => {
  fc.assert(
    fc.property(shape, fc.double({ min: 1, max: 30, noNaN: true }), (made, price) => {
      const values = seriesOf(made);
      return found(values, 1.5 * price).length <= found(values, price).length;
    }),
    { seed: 7, numRuns: 150 },
  );
});
