import t from 'tap';
import { rangeOf } from '../../../services/cli/plot/range.ts';
import { inputSeries } from '../../support/offline.ts';

const band = (low: number, high: number) =>
  ({ kind: 'declared', low, high, centre: null, deviation: null, runs: 0, reason: '' }) as const;

t.test('the axis holds all values, and band edges that are near', async (t) => {
  const series = inputSeries([10, Number.NaN, 20]);
  t.same(rangeOf({ series, band: null }), { low: 10, high: 20 });
  t.same(rangeOf({ series, band: band(6, 24) }), { low: 6, high: 24 });
  t.same(rangeOf({ series, band: band(-100, 24) }), { low: 10, high: 24 });
});

t.test('a constant series has room around it', async (t) => {
  t.same(rangeOf({ series: inputSeries([200, 200]), band: null }), { low: 198, high: 202 });
  t.same(rangeOf({ series: inputSeries([0]), band: null }), { low: -1, high: 1 });
});
