import t from 'tap';
import { gotWorse, metricDifference } from '../../../services/core/judge/metric-difference.ts';
import type { Metric } from '../../../services/core/model/metric.ts';
import { aBand, aMetric } from '../../support/builders.ts';

const speed: Metric = aMetric({
  name: 'throughput',
  kind: 'speed',
  unit: 'examples/s',
  scale: 'positive',
  direction: 'higher',
  testSize: undefined,
  minEffect: 0.05,
});
const band = aBand({
  kind: 'calibrated',
  low: 90,
  high: 110,
  centre: 100,
  hosts: ['a'],
  offsets: { slow: Math.log(0.5) },
});
const run = (value: number | null, host: string | null = 'a', metric = 'throughput') => ({
  host,
  measurements: value === null ? [] : [{ metric, value, unit: 'x' }],
});
const is = (good: number | null, bad: number | null, change: Partial<Metric> = {}) =>
  metricDifference({ ...speed, ...change }, run(good), run(bad), null).is;

t.test('a change counts from the smallest effect on, in the direction of the metric', async (t) => {
  t.equal(is(100, 96), 'same');
  t.equal(is(100, 90), 'worse');
  t.equal(is(100, 110), 'better');
  t.equal(is(100, 110, { direction: 'lower' }), 'worse');
  t.equal(is(100, 90, { direction: 'lower' }), 'better');
  t.equal(is(100, 90, { direction: 'none' }), 'other');
  t.equal(is(100, null), 'missing');
  t.equal(is(null, 100), 'missing');
  t.equal(is(100, -1), 'missing', 'a value that its scale has not');
  const { change } = metricDifference(speed, run(100), run(52), null);
  t.ok(Math.abs((change ?? 0) + 0.48) < 1e-12, 'relative');
  const share = aMetric({ direction: 'higher', minEffect: 0.01 });
  const moved = metricDifference(share, run(0.97, 'a', share.name), run(0.94, 'a', share.name), null);
  t.ok(Math.abs((moved.change ?? 0) + 0.03) < 1e-12, 'absolute');
  t.equal(moved.is, 'worse');
});

t.test('each side stands in the band, moved to its host', async (t) => {
  const seen = (host: string | null, value: number | null) => metricDifference(speed, run(100), run(value, host), band);
  t.match(seen('a', 80), { goodInBand: true, badInBand: false, band: { kind: 'calibrated', low: 90, high: 110 } });
  t.match(seen('a', 120), { badInBand: false });
  t.match(seen('slow', 50), { badInBand: true }, 'as fast as that host is');
  t.match(seen('new', 50), { badInBand: null }, 'nothing is known of that host');
  t.match(seen('a', null), { badInBand: null });
  t.match(metricDifference(speed, run(1), run(1), null), { band: null, bandText: '', goodInBand: null });
  t.notMatch(seen('a', 80).bandText, /night/);
  const share = aMetric();
  const quality = metricDifference(share, run(0.97, 'a', share.name), run(0.9, 'b', share.name), aBand());
  t.match(quality.bandText, /for the mean of a night’s seeds$/);
});

t.test('worse is a metric that fell, or one that is no longer given', async (t) => {
  const of = (good: number | null, bad: number | null) =>
    gotWorse([metricDifference(speed, run(good), run(bad), null)]);
  t.ok(of(100, 50));
  t.ok(of(100, null));
  t.notOk(of(null, null));
  t.notOk(of(null, 100));
  t.notOk(of(100, 200));
});
