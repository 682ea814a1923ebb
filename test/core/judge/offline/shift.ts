import t from 'tap';
import { shiftBetween } from '../../../../services/core/judge/offline/shift.ts';

const level = (start: number, end: number, first: number, slope = 0) => ({ start, end, first, slope });

t.test('between levels the shift is their difference, as a share where values are positive', async (t) => {
  t.same(shiftBetween(level(0, 10, 100), level(10, 20, 105), 90), {
    before: 100,
    after: 105,
    effect: 0.05,
    departure: 0.05,
  });
  t.same(shiftBetween(level(0, 10, -2), level(10, 20, 1), null), { before: -2, after: 1, effect: 3, departure: 3 });
});

t.test('a bend has no jump and departs all the same', async (t) => {
  // 0, 1, … 9, and then 10 for ever: level with the next point of the slope, and 4.5 below the line on the mean.
  const { before, after, departure } = shiftBetween(level(0, 10, 0, 1), level(10, 20, 10), null);
  t.same([before, after, departure], [9, 10, -4.5]);
});

t.test('nothing is divided by less than the series ever shows', async (t) => {
  t.equal(shiftBetween(level(0, 10, 10, -2), level(10, 20, 4), 2).effect, 6);
});
