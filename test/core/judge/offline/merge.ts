import t from 'tap';
import { mergeSmall } from '../../../../services/core/judge/offline/merge.ts';
import { segment } from '../../../../services/core/statistics/segmentation/segment.ts';

/** Levels of 40 points each, with a noise far below their steps: multiples of 0.01 in an order without a trend. */
const steps = (...levels: number[]) =>
  levels.flatMap((level) => Array.from({ length: 40 }, (_, i) => level + ((i * 7919) % 13) / 100));

t.test('small changes go, large ones stay', async (t) => {
  const found = segment(steps(100, 101, 120));
  t.same(found.changes, [40, 80]);
  const merged = mergeSmall(found, 0.05, 100);
  t.same(merged.changes, [80]);
  t.match(merged.pieces, [
    { start: 0, end: 80 },
    { start: 80, end: 120 },
  ]);
  t.ok(Math.abs((merged.pieces[0]?.first ?? 0) - 100.56) < 0.01, 'the mean of both');
  t.ok(merged.noise.variance > 0.1, 'the step that was merged is noise now');
});

t.test('small steps that add up to a large one end as a change', async (t) => {
  const found = segment(steps(100, 103, 106, 109));
  t.same(found.changes, [40, 80, 120]);
  t.same(mergeSmall(found, 0.05, 100).changes, [80], '101.5 to 107.5');
  t.same(mergeSmall(found, 0.5, 100).changes, []);
});

t.test('a bend counts by where it leads', async (t) => {
  const bent = segment(Array.from({ length: 120 }, (_, i) => (i < 60 ? i : 120 - i) + ((i * 7919) % 13) / 5));
  t.equal(bent.model, 'linear');
  t.equal(bent.changes.length, 1);
  t.equal(mergeSmall(bent, 20, null).changes.length, 1);
  t.equal(mergeSmall(bent, 100, null).changes.length, 0);
});

t.test('where there is nothing to merge, nothing changes', async (t) => {
  const flat = segment([3, 3, 3, 3]);
  t.equal(mergeSmall(flat, 1, 3), flat);
  const stepped = segment(steps(1, 2));
  t.equal(mergeSmall(stepped, 0, 1), stepped);
});
