import fc from 'fast-check';
import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { noiseAround } from '../../../../services/core/statistics/segmentation/noise.ts';
import { piecesBetween } from '../../../../services/core/statistics/segmentation/pieces.ts';
import { type Sums, sumsOf } from '../../../../services/core/statistics/segmentation/sums.ts';
import { exactFactor, exactShift, moved, near, seriesOf, shape } from '../../../support/properties.ts';

const N = 4_000;
const one = [{ start: 0, end: N, first: 0, slope: 0 }];

t.test('independent noise is not inflated', async (t) => {
  const noise = noiseAround(normals(N, 1), one, 1);
  t.ok(Math.abs(noise.variance - 1) < 0.1, `variance ${noise.variance}`);
  t.ok(noise.correlation < 0.05, `correlation ${noise.correlation}`);
  t.ok(noise.inflation < 1.1);
});

t.test('correlated noise is inflated by (1 + ρ)/(1 − ρ), and its innovations are smaller than itself', async (t) => {
  let state = 0;
  const values = normals(N, 3).map((z) => {
    state = 0.6 * state + z;
    return state;
  });
  const noise = noiseAround(values, one, 1);
  t.ok(Math.abs(noise.correlation - 0.6) < 0.04, `correlation ${noise.correlation}`);
  t.ok(Math.abs(noise.inflation - 4) < 0.7, `inflation ${noise.inflation}`);
  t.ok(Math.abs(noise.innovation - 1) < 0.1, `innovation ${noise.innovation}`);
});

t.test('by hand: two pieces, one with a slope', async (t) => {
  // Residuals 1, −1, 1 | 0, 2, 0: Σr² = 7, neighbours −1 −1 + 0 + 0 = −2, so no correlation is believed.
  const pieces = [
    { start: 0, end: 3, first: 10, slope: 0 },
    { start: 3, end: 6, first: 0, slope: 5 },
  ];
  const noise = noiseAround([11, 9, 11, 0, 7, 10], pieces, 3);
  t.strictSame(noise, { variance: 7 / 3, correlation: 0, inflation: 1, innovation: 7 / 6 });
});

t.test('the correlation is bounded and drawn in where points are few', async (t) => {
  const ramp = Array.from({ length: 10 }, (_, i) => i - 4.5);
  t.equal(noiseAround(ramp, [{ start: 0, end: 10, first: 0, slope: 0 }], 1).correlation, 0.4, '0.8 · 10/20');
  const exact = noiseAround([2, 2, 2], [{ start: 0, end: 3, first: 2, slope: 0 }], 1);
  t.match(exact, { variance: 0, innovation: 0 });
});

t.test('the level says nothing of the noise, a factor comes squared, a mirror changes nothing', async () => {
  fc.assert(
    fc.property(shape, exactFactor, exactShift, (made, factor, shift) => {
      const around = (values: readonly number[]) => {
        const changes = [Math.floor(values.length / 2)];
        return noiseAround(values, piecesBetween(sumsOf(values) as Sums, changes, true), 4);
      };
      const values = seriesOf(made);
      const plain = around(values);
      const other = around(moved(values, factor, shift));
      return (
        near(other.variance / factor ** 2, plain.variance, 1e-6) &&
        near(other.innovation / factor ** 2, plain.innovation, 1e-6) &&
        near(other.correlation, plain.correlation, 1e-6) &&
        near(other.inflation, plain.inflation, 1e-6)
      );
    }),
  );
});

t.test('read backwards the variance and the correlation are the same', async () => {
  fc.assert(
    fc.property(shape, (made) => {
      const values = seriesOf(made);
      const level = [{ start: 0, end: values.length, first: 1, slope: 0 }];
      const [plain, back] = [noiseAround(values, level, 1), noiseAround([...values].reverse(), level, 1)];
      return near(back.variance, plain.variance) && near(back.correlation, plain.correlation);
    }),
  );
});
