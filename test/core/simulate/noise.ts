import t, { type Test } from 'tap';
import { NOISES, type NoiseModel } from '../../../services/core/simulate/noise.ts';
import { randomStream } from '../../../services/core/simulate/random.ts';

const COUNT = 40_000;

function drawn(name: string, seed = 1) {
  const source = (NOISES[name] as NoiseModel).start(randomStream(seed, 0));
  return Array.from({ length: COUNT }, () => ({ ...source.night(), run: source.run() }));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const covariance = (xs: readonly number[], ys: readonly number[]) => {
  const [x, y] = [mean(xs), mean(ys)];
  return mean(xs.map((value, i) => (value - x) * ((ys[i] as number) - y)));
};
const lagged = (values: readonly number[]) => covariance(values.slice(1), values.slice(0, -1));
const share = (values: readonly number[], beyond: number) =>
  mean(values.map((value) => Number(Math.abs(value) > beyond)));

function near(t: Test, found: number, expected: number, margin: number, what: string): void {
  t.ok(Math.abs(found - expected) < margin, `${what}: ${found.toFixed(3)}, expected ${expected}`);
}

t.test('normal noise has variance 1 and no memory', async (t) => {
  const nights = drawn('normal');
  const values = nights.map(({ value }) => value);
  near(t, mean(values), 0, 0.03, 'mean');
  near(t, covariance(values, values), 1, 0.04, 'variance');
  near(t, lagged(values), 0, 0.03, 'lag 1');
  near(
    t,
    covariance(
      values,
      nights.map(({ run }) => run),
    ),
    0,
    0.03,
    'a fresh run',
  );
  t.same([...new Set(nights.map(({ host }) => host))], ['host-0']);
});

t.test('heavy tails are those of t with 3 degrees of freedom, at variance 1', async (t) => {
  const values = drawn('heavy').map(({ value }) => value);
  // Quantiles of t₃ from tables, over √3.
  near(t, share(values, 0.7649 / Math.sqrt(3)), 0.5, 0.015, 'beyond the quartiles');
  near(t, share(values, 3.1824 / Math.sqrt(3)), 0.05, 0.006, 'beyond 95 %');
  near(t, share(values, 12.924 / Math.sqrt(3)), 0.001, 0.0008, 'beyond 99.9 %');
});

t.test('one night in fifty is a spike of 8 σ either way', async (t) => {
  const nights = drawn('spikes');
  const values = nights.map(({ value }) => value);
  near(t, share(values, 5), 0.02, 0.004, 'share of spikes');
  near(t, mean(values.filter((value) => value > 5)), 8, 0.3, 'size');
  near(t, mean(values.filter((value) => value < -5)), -8, 0.3, 'size downward');
  near(t, covariance(values, values), 1 + 0.02 * 64, 0.25, 'variance');
  near(
    t,
    share(
      nights.map(({ run }) => run),
      5,
    ),
    0.02,
    0.004,
    'fresh runs too',
  );
});

t.test('wandering nights have variance 1 and lag-1 correlation 0.3', async (t) => {
  const nights = drawn('wander');
  const values = nights.map(({ value }) => value);
  near(t, covariance(values, values), 1, 0.05, 'variance');
  near(t, lagged(values), 0.3, 0.03, 'lag 1');
  const runs = nights.map(({ run }) => run);
  near(t, covariance(runs, runs), 1, 0.05, 'variance of fresh runs');
  // Tonight and its fresh run share the night before, and so 0.3² of their variance.
  near(t, covariance(values, runs), 0.09, 0.03, 'tonight and its fresh run');
});

t.test('the effect of a night is half the variance and lasts', async (t) => {
  const nights = drawn('nights');
  const values = nights.map(({ value }) => value);
  const runs = nights.map(({ run }) => run);
  near(t, covariance(values, values), 1, 0.06, 'variance');
  near(t, covariance(values, runs), 0.5, 0.05, 'tonight and its fresh run');
  near(t, lagged(values), 0.3, 0.04, 'lag 1: 0.6 of a half');
});

t.test('two hosts lie 1.6 σ apart and take turns at random', async (t) => {
  const nights = drawn('hosts');
  for (const [host, level] of [
    ['host-0', -0.8],
    ['host-1', 0.8],
  ] as const) {
    const own = nights.filter((night) => night.host === host);
    near(t, own.length / COUNT, 0.5, 0.03, `${host}, share of nights`);
    near(t, mean(own.map(({ value }) => value)), level, 0.04, `${host}, level`);
    near(t, mean(own.map(({ run }) => run)), level, 0.04, `${host}, level of fresh runs`);
    const values = own.map(({ value }) => value);
    near(t, covariance(values, values), 1, 0.05, `${host}, variance`);
  }
});

t.test('of the far hosts one is new on the 66th night', async (t) => {
  const nights = drawn('far-hosts');
  for (const [host, level] of [
    ['host-0', 0],
    ['host-1', 2.5],
    ['host-2', 5],
  ] as const) {
    const own = nights.filter((night) => night.host === host);
    near(t, own.length / COUNT, 1 / 3, 0.03, `${host}, share of nights`);
    near(t, mean(own.map(({ value }) => value)), level, 0.05, `${host}, level`);
  }
  for (const seed of [1, 2, 3, 4, 5]) {
    const first = drawn('far-hosts', seed).findIndex(({ host }) => host === 'host-2');
    t.ok(first >= 65 && first < 85, `the new host joins on night ${first + 1}`);
  }
});

t.test('pairs confirm where nights or hosts are felt, plain re-runs elsewhere', async (t) => {
  const felt = Object.entries(NOISES).filter(([, { feelsHost }]) => feelsHost);
  t.same(
    felt.map(([name]) => name),
    ['wander', 'nights', 'hosts', 'far-hosts'],
  );
});
