import t from 'tap';
import { describe, finite, readObject } from '../../../services/core/formats/entry.ts';

t.test('readObject wants an object and says what it got instead', async (t) => {
  t.strictSame(readObject('{"a":1}', 'x'), { a: 1 });
  t.equal(readObject('{"a":', 'the text'), 'the text is not JSON');
  for (const text of ['[]', 'null', '1', '"a"']) t.equal(readObject(text, 'the text'), 'the text is not a JSON object');
});

t.test('finite passes finite numbers alone', async (t) => {
  t.equal(finite(0), 0);
  for (const value of ['1', Number.NaN, Number.POSITIVE_INFINITY, null, undefined]) t.equal(finite(value), undefined);
});

t.test('describe names a value without writing nested ones out', async (t) => {
  t.strictSame([undefined, null, true, 2, 'text', [1], { a: 1 }].map(describe), [
    'nothing',
    'null',
    'true',
    '2',
    'text',
    'an array',
    'an object',
  ]);
});
