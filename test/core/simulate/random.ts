import t from 'tap';
import { randomStream } from '../../../services/core/simulate/random.ts';

const COUNT = 20_000;

/** Mean of `count` numbers, and how many standard errors it is away from what it should be. */
function errorsAway(values: readonly number[], expected: number, deviation: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.abs(mean - expected) / (deviation / Math.sqrt(values.length));
}

function correlation(values: readonly number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const away = values.map((value) => value - mean);
  const squares = away.reduce((sum, value) => sum + value * value, 0);
  return away.slice(lag).reduce((sum, value, i) => sum + value * (away[i] as number), 0) / squares;
}

t.test('a stream repeats, and other seeds and indexes give other numbers', async (t) => {
  const first = (seed: number, index: number) => {
    const { normal, uniform } = randomStream(seed, index);
    return [uniform(), normal(), normal(), uniform()];
  };
  t.same(first(1, 2), first(1, 2));
  const heads = new Set([1, 2, 3, 4, 5].flatMap((seed) => Array.from({ length: 4_000 }, (_, i) => first(seed, i)[0])));
  t.equal(heads.size, 20_000, 'no two of 20,000 streams begin alike');
});

t.test('uniform numbers fill [0, 1) evenly', async (t) => {
  const { uniform } = randomStream(1, 0);
  const values = Array.from({ length: COUNT }, uniform);
  t.ok(values.every((value) => value >= 0 && value < 1));
  t.ok(errorsAway(values, 1 / 2, Math.sqrt(1 / 12)) < 4);
  t.ok(
    errorsAway(
      values.map((value) => value ** 2),
      1 / 3,
      Math.sqrt(4 / 45),
    ) < 4,
  );
  t.ok(Math.abs(correlation(values, 1)) < 4 / Math.sqrt(COUNT));
});

t.test('normal numbers have the moments of the normal distribution and do not hang together', async (t) => {
  const { normal } = randomStream(2, 0);
  const values = Array.from({ length: COUNT }, normal);
  t.ok(errorsAway(values, 0, 1) < 4);
  t.ok(
    errorsAway(
      values.map((value) => value ** 2),
      1,
      Math.SQRT2,
    ) < 4,
  );
  t.ok(
    errorsAway(
      values.map((value) => value ** 3),
      0,
      Math.sqrt(15),
    ) < 4,
  );
  t.ok(
    errorsAway(
      values.map((value) => value ** 4),
      3,
      Math.sqrt(96),
    ) < 4,
  );
  // Two numbers come from one radius and angle; neither neighbours nor their squares may show it.
  for (const lag of [1, 2]) {
    t.ok(Math.abs(correlation(values, lag)) < 4 / Math.sqrt(COUNT));
    const squared = values.map((value) => value ** 2);
    t.ok(Math.abs(correlation(squared, lag)) < 4 / Math.sqrt(COUNT));
  }
});

t.test('the first numbers of neighbouring streams do not hang together', async (t) => {
  const heads = Array.from({ length: COUNT }, (_, i) => randomStream(1, i).uniform());
  t.ok(errorsAway(heads, 1 / 2, Math.sqrt(1 / 12)) < 4);
  for (const lag of [1, 2, 3, 5]) t.ok(Math.abs(correlation(heads, lag)) < 4 / Math.sqrt(COUNT), `lag ${lag}`);
});
