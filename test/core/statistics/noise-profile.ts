import t from 'tap';
import { randomStream } from '../../../services/core/simulate/random.ts';
import { type NoiseKind, noiseProfile } from '../../../services/core/statistics/noise-profile.ts';

const NIGHTS = 90;
const SERIES = 200;

/** How often each kind is found in 200 series that a generator makes. */
function kinds(make: (index: number) => number[]): Partial<Record<NoiseKind, number>> {
  const found: Partial<Record<NoiseKind, number>> = {};
  for (let index = 0; index < SERIES; index += 1) {
    const { kind } = noiseProfile(make(index));
    found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
}

function drawn(draw: (normal: number, uniform: number, at: number) => number, nights = NIGHTS) {
  return kinds((index) => {
    const random = randomStream(11, index);
    return Array.from({ length: nights }, (_, at) => draw(random.normal(), random.uniform(), at));
  });
}

t.test('normal and even noise is ok', async (t) => {
  for (const nights of [20, 90, 400]) t.ok((drawn((normal) => normal, nights).ok ?? 0) >= 190, `normal, ${nights}`);
  for (const nights of [90, 400]) t.ok((drawn((_, uniform) => uniform, nights).ok ?? 0) >= 190, `even, ${nights}`);
});

t.test('each kind is known by its own rule', async (t) => {
  t.ok((drawn((normal, uniform) => normal + (uniform < 0.4 ? 7 : 0)).modal ?? 0) >= 190, 'two hosts far apart');
  t.ok((drawn((normal, uniform) => normal + (uniform < 0.05 ? 10 : 0)).outliers ?? 0) >= 180, 'spikes');
  t.ok((drawn((normal) => Math.exp(normal)).skewed ?? 0) >= 170, 'one long tail, log-normal');
  t.ok((drawn((_, uniform) => Math.log(1 - uniform)).skewed ?? 0) >= 140, 'a long tail below, exponential');
  let before = 0;
  const correlated = drawn((normal, _, at) => {
    before = (at === 0 ? 0 : 0.7 * before) + normal;
    return before;
  });
  t.ok((correlated.correlated ?? 0) >= 190, 'a night resembles the one before');
});

t.test('too few nights, and nights of one number', async (t) => {
  t.strictSame(noiseProfile([]), {
    kind: 'short',
    nights: 0,
    correlation: 0,
    outliers: 0,
    skewness: 0,
    unexplained: 1,
  });
  t.equal(noiseProfile(Array(19).fill(1)).kind, 'short');
  t.match(noiseProfile([...Array(20).fill(1), 2, 3, 4]), { kind: 'flat', nights: 23, outliers: 0 });
});

t.test('the numbers behind a kind', async (t) => {
  const steps = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 0 : 10) + (at % 5) / 10);
  const found = noiseProfile(steps);
  t.equal(found.kind, 'modal');
  t.ok(found.unexplained < 0.001);
  t.ok(found.correlation < -0.9, 'it goes to and fro');
  t.equal(found.outliers, 0);
  t.ok(Math.abs(found.skewness) < 0.1);
});

t.test('neither the unit nor the level matters', async (t) => {
  const random = randomStream(3, 1);
  const values = Array.from({ length: 60 }, () => random.normal());
  const one = noiseProfile(values);
  const other = noiseProfile(values.map((value) => 1024 * value + 4096));
  t.equal(one.kind, other.kind);
  t.ok(Math.abs(one.skewness - other.skewness) < 1e-9 && Math.abs(one.correlation - other.correlation) < 1e-9);
});
