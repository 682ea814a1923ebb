import t from 'tap';
import { flatten } from '../../../../services/core/formats/log/flatten.ts';

t.test('numbers of a value, of its fields and of its lists', async (t) => {
  t.strictSame(flatten({ key: 'k', value: 1 }), {
    values: [{ metric: 'k', value: 1 }],
    unusable: [],
    texts: [],
    crowded: false,
  });
  t.strictSame(flatten({ key: 'k', value: { a: 1, b: { c: [2, 'x'] }, d: true, e: null } }).values, [
    { metric: 'k.a', value: 1 },
    { metric: 'k.b.c.0', value: 2 },
  ]);
});

t.test('texts and flags are kept apart', async (t) => {
  t.strictSame(flatten({ key: 'k', value: 'success' }), {
    values: [],
    unusable: [],
    texts: [{ name: 'k', value: 'success' }],
    crowded: false,
  });
  t.strictSame(flatten({ key: 'k', value: { a: 1, b: ['x', null], c: true } }).texts, [
    { name: 'k.b.0', value: 'x' },
    { name: 'k.c', value: 'true' },
  ]);
});

t.test('what is a number and none is unusable', async (t) => {
  t.strictSame(flatten({ key: 'k', value: { a: 'NaN', b: Number.POSITIVE_INFINITY } }).unusable, [
    { metric: 'k.a', value: 'NaN' },
    { metric: 'k.b', value: 'Infinity' },
  ]);
});

t.test('depth, width and names are bounded', async (t) => {
  t.strictSame(flatten({ key: 'k', value: { a: { b: { c: { d: { e: 1 } } } } } }).values, []);
  const wide = flatten({ key: 'k', value: Array.from({ length: 2000 }, (_, i) => i) });
  t.equal(wide.values.length, 1000);
  t.ok(wide.crowded);
  t.equal(flatten({ key: 'k'.repeat(300), value: 1 }).values[0]?.metric.length, 200);
});
