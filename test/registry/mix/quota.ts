import t from 'tap';
import { chooseRemovals } from '../../../services/registry/mix/quota.ts';

const image = (id: string, bytes: number, usedAt: number) => ({ id, bytes, usedAt });

t.test('the longest unused go first, and no more than is needed', async (t) => {
  const images = [image('new', 40, 300), image('old', 40, 100), image('middle', 40, 200)];
  t.same(chooseRemovals(images, new Set(), 120), []);
  t.same(chooseRemovals(images, new Set(), 119), ['old']);
  t.same(chooseRemovals(images, new Set(), 40), ['old', 'middle']);
});

t.test('what is needed stays, however long unused, and even when the quota cannot be kept', async (t) => {
  const images = [image('new', 40, 300), image('old', 40, 100), image('middle', 40, 200)];
  t.same(chooseRemovals(images, new Set(['old']), 80), ['middle']);
  t.same(chooseRemovals(images, new Set(['old', 'new', 'middle']), 0), []);
  t.same(chooseRemovals([image('b', 1, 5), image('a', 1, 5)], new Set(), 1), ['a'], 'equal times: by id');
});
