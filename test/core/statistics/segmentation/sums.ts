import fc from 'fast-check';
import t from 'tap';
import {
  levelError,
  lineError,
  meanOf,
  type Sums,
  slopeOf,
  sumsOf,
  timeSquares,
} from '../../../../services/core/statistics/segmentation/sums.ts';
import { exactFactor, exactList, exactShift, moved, near, shuffled } from '../../../support/properties.ts';
import { plainError } from '../../../support/segmentation.ts';

const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5].map((value) => 1e6 + value);
const sums = sumsOf(values) as Sums;

t.test('errors from running sums are the errors by definition, also far from 0', async (t) => {
  for (const [from, to] of [
    [0, 10],
    [2, 5],
    [7, 10],
    [4, 6],
    [3, 4],
  ] as const) {
    const part = values.slice(from, to);
    const close = (actual: number, expected: number) =>
      t.ok(Math.abs(actual - expected) < 1e-9, `${actual} ${expected}`);
    close(levelError(sums, from, to) * sums.scale ** 2, plainError(part, false));
    close(
      lineError(sums, from, to) * sums.scale ** 2,
      to - from < 3 ? plainError(part, false) : plainError(part, true),
    );
  }
});

t.test('means and slopes are scaled back by one factor', async (t) => {
  const line = sumsOf([1, 3, 5, 7, 9, 11]) as Sums;
  t.equal((slopeOf(line, 1, 6) * line.scale).toFixed(12), '2.000000000000');
  t.equal((meanOf(line, 1, 3) * line.scale + line.centre).toFixed(12), '4.000000000000');
  t.equal(slopeOf(line, 0, 2), 0, 'two points make no slope');
  t.equal(timeSquares(4), 5);
});

t.test('equal values have no scale', async (t) => {
  t.equal(sumsOf([7, 7, 7]), null);
});

t.test('level and unit are taken out: the scaled errors stay, a mirrored slope turns', async () => {
  const varied = exactList(6, 40).filter((all) => new Set(all).size > 1);
  fc.assert(
    fc.property(varied, exactFactor, exactShift, (all, factor, shift) => {
      const plain = sumsOf(all) as Sums;
      const other = sumsOf(moved(all, factor, shift)) as Sums;
      const to = all.length;
      return (
        near(other.centre, factor * plain.centre + shift) &&
        near(other.scale, Math.abs(factor) * plain.scale) &&
        near(levelError(other, 1, to), levelError(plain, 1, to), 1e-7) &&
        near(lineError(other, 1, to), lineError(plain, 1, to), 1e-7) &&
        near(slopeOf(other, 0, to), Math.sign(factor) * slopeOf(plain, 0, to), 1e-7)
      );
    }),
  );
});

t.test('the error of a level does not depend on the order in its piece, and a line never fits worse', async () => {
  const varied = exactList(6, 40).filter((all) => new Set(all).size > 1);
  fc.assert(
    fc.property(shuffled(varied), ([all, turned]) => {
      const [one, other] = [sumsOf(all) as Sums, sumsOf(turned) as Sums];
      const to = all.length;
      return (
        near(levelError(one, 0, to), levelError(other, 0, to), 1e-7) &&
        lineError(one, 0, to) <= levelError(one, 0, to) + 1e-7
      );
    }),
  );
});
