import t from 'tap';
import { lastOf, type Piece, piecesBetween } from '../../../../services/core/statistics/segmentation/pieces.ts';
import { type Sums, sumsOf } from '../../../../services/core/statistics/segmentation/sums.ts';

const values = [1, 1, 1, 4, 6, 8, 10];
const rounded = ({ start, end, first, slope }: Piece) => [
  start,
  end,
  Number(first.toFixed(9)),
  Number(slope.toFixed(9)),
];

t.test('levels and lines in the unit of the values', async (t) => {
  const sums = sumsOf(values) as Sums;
  t.strictSame(piecesBetween(sums, [3], false).map(rounded), [
    [0, 3, 1, 0],
    [3, 7, 7, 0],
  ]);
  const lines = piecesBetween(sums, [3], true);
  t.strictSame(lines.map(rounded), [
    [0, 3, 1, 0],
    [3, 7, 4, 2],
  ]);
  t.equal(lastOf(lines[1] as Piece).toFixed(9), '10.000000000');
});
