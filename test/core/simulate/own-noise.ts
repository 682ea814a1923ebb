import t from 'tap';
import { OWN_VALUES_MIN, ownNoise } from '../../../services/core/simulate/own-noise.ts';
import { randomStream } from '../../../services/core/simulate/random.ts';

const COUNT = 20_000;
/** A slow wave of 40 values around 100: neighbours are much alike. */
const WAVE = Float64Array.from({ length: 40 }, (_, i) => 100 + 2 * Math.sin((2 * Math.PI * i) / 40));

function drawn(series: readonly Float64Array[], seed = 1) {
  const source = ownNoise(series, false).model.start(randomStream(seed, 0));
  return Array.from({ length: COUNT }, () => ({ ...source.night(), run: source.run() }));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lag = (values: readonly number[]) => mean(values.slice(1).map((value, i) => value * (values[i] as number)));

t.test('values are drawn in their own deviation, each as often as another', async (t) => {
  const nights = drawn([WAVE]);
  const values = nights.map(({ value }) => value);
  t.ok(Math.abs(mean(values)) < 0.05);
  t.ok(Math.abs(mean(values.map((value) => value ** 2)) - 39 / 40) < 0.05, 'deviation with n − 1');
  t.equal(new Set(values.map((value) => value.toFixed(9))).size, new Set([...WAVE].map((x) => x.toFixed(9))).size);
  const largest = Math.max(...values);
  t.ok(Math.abs(mean(values.map((value) => Number(value === largest))) - 1 / 40) < 0.01);
});

t.test('nights keep what neighbours have in common, fresh runs have nothing in common', async (t) => {
  const nights = drawn([WAVE]);
  // Six of seven neighbours stay together; the wave's own lag-1 correlation is cos(2π/40) = 0.988.
  t.ok(Math.abs(lag(nights.map(({ value }) => value)) - (6 / 7) * 0.988 * (39 / 40)) < 0.06);
  t.ok(Math.abs(lag(nights.map(({ run }) => run))) < 0.05);
});

t.test('a block never runs from one series into the next', async (t) => {
  const low = Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? -1 : 1));
  const high = Float64Array.from({ length: 30 }, (_, i) => (i % 3) - 1);
  const values = drawn([low, high]).map(({ value }) => value);
  const ofLow = (value: number) => Math.abs(Math.abs(value) - Math.sqrt(19 / 20)) < 1e-9;
  const switches = values.slice(1).filter((value, i) => ofLow(value) !== ofLow(values[i] as number)).length;
  t.ok(switches <= COUNT / 7, 'only where a block ends');
  t.ok(Math.abs(mean(values.map((value) => Number(ofLow(value)))) - 20 / 50) < 0.05, 'by the number of values');
});

t.test('what is known of the values', async (t) => {
  const other = WAVE.map((value) => 10 * value + 500);
  const gaps = Float64Array.from([...WAVE, Number.NaN, Number.NaN]);
  const short = WAVE.slice(0, OWN_VALUES_MIN - 1);
  const { sigma, series, values, model } = ownNoise([gaps, other, short], true);
  t.match({ series, values }, { series: 2, values: 80 });
  t.match(model, { feelsHost: true, title: 'your noise, 80 values of 2 series' });
  t.ok(Math.abs((sigma as number) - Math.sqrt(80 / 39) / 100) < 1e-12, 'the middle share: 1.43 %');
  const centred = ownNoise([WAVE.map((_, i) => (i % 2 === 0 ? -1 : 1))], false);
  t.match(centred, { sigma: null, model: { feelsHost: false, title: 'your noise, 40 values of one series' } });
});

t.test('series that change are counted', async (t) => {
  const { normal } = randomStream(3, 0);
  const stable = Float64Array.from({ length: 40 }, () => 100 + normal());
  const stepped = stable.map((value, i) => (i < 20 ? value : value + 10));
  t.equal(ownNoise([stable], false).changing, 0);
  t.equal(ownNoise([stable, stepped], false).changing, 1);
});

t.test('too few values and values without noise are refused', async (t) => {
  t.throws(() => ownNoise([WAVE.slice(0, 5), WAVE.slice(0, 19)], false), {
    code: 'INPUT_INVALID',
    message: 'noise is drawn from series of 20 values or more; the longest has 19',
  });
  t.throws(() => ownNoise([], false), { message: /the longest has 0/ });
  t.throws(() => ownNoise([new Float64Array(25).fill(7)], false), {
    code: 'INPUT_INVALID',
    message: 'all 25 values of a series are 7: there is no noise',
  });
});
