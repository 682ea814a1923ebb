import fc from 'fast-check';
import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { bestLevels } from '../../../../services/core/statistics/segmentation/levels.ts';
import { PIECE_MIN } from '../../../../services/core/statistics/segmentation/settings.ts';
import { type Sums, sumsOf } from '../../../../services/core/statistics/segmentation/sums.ts';
import { exactFactor, exactShift, moved, seriesOf, shape } from '../../../support/properties.ts';
import { costOf, leastCost } from '../../../support/segmentation.ts';

const found = (values: readonly number[], price: number): number[] => {
  const sums = sumsOf(values) as Sums;
  return bestLevels(sums, price / sums.scale ** 2);
};

t.test('no partition is cheaper: checked against every one of them', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 6, maxLength: 40 }).filter((all) => new Set(all).size > 1),
      fc.constantFrom(0.5, 3, 12, 60),
      (values, price) => {
        const changes = found(values, price);
        const ends = [0, ...changes, values.length];
        for (let i = 1; i < ends.length; i += 1) {
          if ((ends[i] as number) - (ends[i - 1] as number) < PIECE_MIN) t.fail(`piece of ${ends}`);
        }
        const gap = costOf(values, changes, price, false) - leastCost(values, price, PIECE_MIN, false);
        if (Math.abs(gap) > 1e-7) t.fail(`${values} at ${price}: ${gap} above the least cost`);
      },
    ),
    { seed: 3, numRuns: 300 },
  );
  t.pass('300 series');
});

t.test('a ramp, on which no start is ever beaten everywhere, outgrows the first room for stretches', async (t) => {
  const values = [...normals(200, 1)].map((z, i) => i + z);
  const price = 40_000;
  const gap = costOf(values, found(values, price), price, false) - leastCost(values, price, PIECE_MIN, false);
  t.ok(Math.abs(gap) < 1e-3, `${gap} above the least cost`);
});

t.test('steps without noise are found to the point', async (t) => {
  const values = Array.from({ length: 300 }, (_, i) => (i < 100 ? 5 : i < 203 ? 7 : 4));
  t.strictSame(found(values, 1), [100, 203]);
  t.strictSame(found([1, 1, 1, 9], 0.1), [], 'too short for two pieces');
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
