import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { noiseAround } from '../../../../services/core/statistics/segmentation/noise.ts';

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
