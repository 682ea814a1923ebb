import fc from 'fast-check';
import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { pullOutliers } from '../../../../services/core/statistics/segmentation/outliers.ts';
import { exactFactor, exactList, exactShift, moved, near } from '../../../support/properties.ts';

t.test('one or two wild points are pulled in, three are a level', async (t) => {
  const wild = (count: number) => [...normals(60, 2)].map((z, i) => z + (i >= 20 && i < 20 + count ? 50 : 0));
  for (const count of [1, 2]) {
    const cleaned = pullOutliers(wild(count));
    for (let i = 20; i < 20 + count; i += 1) t.ok((cleaned[i] as number) < 8, `${count}: ${cleaned[i]}`);
  }
  for (const value of pullOutliers(wild(3)).slice(20, 23)) t.ok(value > 45, `${value}`);
});

t.test('a wild first or last point is pulled in too', async (t) => {
  const values = [...normals(40, 9)];
  values[0] = -90;
  values[39] = 90;
  const cleaned = pullOutliers(values);
  t.ok((cleaned[0] as number) > -8 && (cleaned[39] as number) < 8);
});

t.test('steps and coarse numbers stay', async (t) => {
  const step = [1, 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 5];
  t.strictSame([...pullOutliers(step)], step);
  const coarse = [32, 32, 33, 32, 32, 33, 32, 33, 32, 32, 33, 32];
  t.strictSame([...pullOutliers(coarse)], coarse, 'most distances are 0: the mean distance is the measure');
  const lone = [32, 32, 32, 32, 32, 32, 80, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32];
  t.ok((pullOutliers(lone)[6] as number) < 45);
});

t.test('fewer than five points have no neighbourhood', async (t) => {
  t.strictSame([...pullOutliers([1, 90, 1, 1])], [1, 90, 1, 1]);
});

t.test('the median of five is the middle of every order', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }), (five) => {
      const middle = [...five].sort((a, b) => a - b)[2] as number;
      const cleaned = pullOutliers(five);
      for (const [i, value] of five.entries()) {
        const pulled = cleaned[i] as number;
        if (Math.abs(pulled - middle) > Math.abs(value - middle)) t.fail(`${five}: ${value} moved away from ${middle}`);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
  t.pass('200 orders');
});

t.test('pulling in moves, scales and mirrors with the values, and reads the same backwards', async () => {
  fc.assert(
    fc.property(exactList(1, 60), exactFactor, exactShift, (all, factor, shift) => {
      const plain = pullOutliers(all);
      const other = pullOutliers(moved(all, factor, shift));
      const back = pullOutliers([...all].reverse()).reverse();
      return plain.every(
        (value, i) => near(other[i] as number, factor * value + shift) && near(back[i] as number, value),
      );
    }),
  );
});

t.test('nothing is pushed out: every value stays where it is or comes nearer to the others', async () => {
  fc.assert(
    fc.property(exactList(5, 60), (all) => {
      const [low, high] = [Math.min(...all), Math.max(...all)];
      return pullOutliers(all).every((value) => value >= low && value <= high);
    }),
  );
});
