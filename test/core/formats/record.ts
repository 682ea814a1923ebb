import t from 'tap';
import { objectOf, objectOrText, settingsOf } from '../../../services/core/formats/record.ts';

t.test('objects, and objects written as text', async (t) => {
  t.strictSame(objectOf({ a: 1 }), { a: 1 });
  for (const value of [null, [], 1, '{}']) t.equal(objectOf(value), null);
  t.strictSame(objectOrText('{"a": 1}'), { a: 1 });
  t.strictSame(objectOrText({ a: 1 }), { a: 1 });
  for (const value of ['[]', 'x', null]) t.equal(objectOrText(value), null);
});

t.test('settings of a section', async (t) => {
  t.strictSame(settingsOf('s', { a: 'x', b: 2, c: true, d: null, e: {} }), [
    ['s.a', 'x'],
    ['s.b', '2'],
    ['s.c', 'true'],
  ]);
  t.strictSame(settingsOf('s', null), []);
});
