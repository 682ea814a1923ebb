import t from 'tap';
import { calibrationSeeds, SEED_LIMIT } from '../../../services/core/planning/seeds.ts';

t.test("the manifest's seeds come first, then derived ones, always the same", async (t) => {
  const seeds = calibrationSeeds('a', [1, 2, 3], 40);
  t.strictSame(seeds.slice(0, 3), [1, 2, 3]);
  t.equal(new Set(seeds).size, 40);
  t.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < SEED_LIMIT));
  t.strictSame(calibrationSeeds('a', [1, 2, 3], 40), seeds);
  t.strictSame(calibrationSeeds('a', [1, 2, 3], 10), seeds.slice(0, 10), 'more runs keep the seeds of fewer');
  t.notSame(calibrationSeeds('b', [1, 2, 3], 40), seeds);
});

t.test('fewer than the manifest has are a part of it', async (t) => {
  t.strictSame(calibrationSeeds('a', [1, 2, 3], 2), [1, 2]);
});

t.test('a manifest seed that a draw hits is not drawn twice', async (t) => {
  const [, drawn] = calibrationSeeds('a', [1], 2) as [number, number];
  const seeds = calibrationSeeds('a', [drawn], 3);
  t.equal(new Set(seeds).size, 3);
});
