import t from 'tap';
import { changedSeeds } from '../../../services/core/judge/repeat.ts';

const night = (...values: [number, number][]) => new Map(values);

t.test('another number for a seed that gave one and the same before', async (t) => {
  const before = [night([1, 0.9], [2, 0.8], [3, 0.7]), night([1, 0.9], [2, 0.81])];
  t.same(changedSeeds(night([3, 0.6], [2, 0.82], [1, 0.91]), before), [1], 'seed 2 was not stable, seed 3 is too new');
  t.same(changedSeeds(night([1, 0.9]), before), [], 'the same number again');
  t.same(changedSeeds(night([1, 0.91]), before.slice(0, 1)), [], 'one night is no stability');
  t.same(changedSeeds(night([9, 0.5], [1, 0.2]), [...before, night([1, 0.3])]), [1], 'only the newest nights count');
  t.same(changedSeeds(night([2, 1], [1, 1]), [night([1, 0], [2, 0]), night([1, 0], [2, 0])]), [1, 2], 'in order');
});
