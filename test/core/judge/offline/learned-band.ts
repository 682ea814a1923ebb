import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { learnedBand } from '../../../../services/core/judge/offline/learned-band.ts';

const of = (list: ArrayLike<number>, { positive = false, slope = 0, end = list.length } = {}) => {
  const values = Float64Array.from(list);
  return learnedBand({ values, cleaned: values, positive }, { start: 0, end: list.length, first: 0, slope }, end);
};

t.test('the band of real numbers is the t-prediction interval of one more', async (t) => {
  // Mean 3, deviation √2.5, t(0.999; 4 degrees) = 7.1732: half width 7.1732 · 1.58114 · √1.2 = 12.4244.
  const band = of([1, 2, 3, 4, 5]);
  t.match(band, { kind: 'learned', centre: 3, runs: 5 });
  t.equal(band?.low.toFixed(3), '-9.424');
  t.equal(band?.high.toFixed(3), '15.424');
  t.equal(band?.reason, 'learned from 5 points of this level, 99.8 % for one more; fewer than 8 points make it wide');
});

t.test('the band of positive numbers is a ratio around their geometric mean', async (t) => {
  const band = of([50, 100, 200, 50, 100, 200], { positive: true });
  t.equal(band?.centre.toFixed(6), '100.000000');
  t.equal(((band?.low ?? 0) * (band?.high ?? 0)).toFixed(4), '10000.0000');
});

t.test('the newest points can be left out', async (t) => {
  t.same(of([1, 2, 3, 4, 5, 900], { end: 5 }), of([1, 2, 3, 4, 5]));
});

t.test('a slope has its band around the line, at its last point', async (t) => {
  const noise = normals(200, 1);
  const band = of(
    noise.map((z, i) => 10 + 0.5 * i + z),
    { positive: true, slope: 0.5 },
  );
  t.ok(Math.abs((band?.centre ?? 0) - (10 + 0.5 * 199)) < 0.3, `${band?.centre}`);
  t.ok(band && band.high - band.low < 7, 'as wide as the noise and not as the climb');
  t.equal(band?.runs, 199);
  t.equal(of([1, 2, 3], { slope: 1 }), null);
});

t.test('too few points have no band', async (t) => {
  t.equal(of([1, 2]), null);
  t.not(of([1, 2, 3]), null);
});

t.test('a spread that printing or doubles hide is not believed to be nothing', async (t) => {
  const printed = of([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  t.match(printed?.reason, /held at its floor$/);
  t.equal(printed?.deviation.toFixed(6), (0.1 / Math.sqrt(12)).toFixed(6));
  t.equal(of([100, 100, 100, 100.000001], { positive: true })?.deviation, 0.003);
  const third = 1e9 / 3;
  t.ok((of([third, third, third, third])?.deviation ?? 0) >= (third * Number.EPSILON) / 4);
});
