import fc from 'fast-check';
import t from 'tap';
import { lastOf, type Piece, piecesBetween } from '../../../../services/core/statistics/segmentation/pieces.ts';
import { type Sums, sumsOf } from '../../../../services/core/statistics/segmentation/sums.ts';
import { exactFactor, exactShift, moved, near, seriesOf, shape } from '../../../support/properties.ts';

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

t.test('pieces move, scale and mirror with the values, and read backwards their slopes turn', async () => {
  fc.assert(
    fc.property(shape, exactFactor, exactShift, fc.boolean(), (made, factor, shift, sloped) => {
      const all = seriesOf(made);
      const changes = [Math.floor(all.length / 3), Math.floor(all.length / 2)];
      const of = (list: readonly number[], at: readonly number[]) => piecesBetween(sumsOf(list) as Sums, at, sloped);
      const plain = of(all, changes);
      const other = of(moved(all, factor, shift), changes);
      const back = of(
        [...all].reverse(),
        [...changes].reverse().map((at) => all.length - at),
      ).reverse();
      return plain.every((piece, i) => {
        const [away, turned] = [other[i] as Piece, back[i] as Piece];
        return (
          near(away.first, factor * piece.first + shift, 1e-8) &&
          near(away.slope, factor * piece.slope, 1e-8) &&
          near(lastOf(turned), piece.first, 1e-8) &&
          near(turned.slope, -piece.slope, 1e-8)
        );
      });
    }),
  );
});
