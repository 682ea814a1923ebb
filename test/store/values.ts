import t from 'tap';
import { MESSAGE_MAX_BYTES } from '../../services/store/database.ts';
import { bindValues } from '../../services/store/values.ts';

t.test('text is cleaned, other values pass', async (t) => {
  const bytes = new Uint8Array([0, 1]);
  t.same(bindValues('select', ['a\u0000', 7, null, true, bytes, ['b\u0000', 3]]), [
    'a\u2400',
    7,
    null,
    true,
    bytes,
    ['b\u2400', 3],
  ]);
});

t.test('a message that would kill the engine is refused', async (t) => {
  const half = MESSAGE_MAX_BYTES / 2;
  t.ok(bindValues('select', [new Uint8Array(half)]));
  t.throws(() => bindValues('insert into x', [new Uint8Array(half + 1)]), {
    code: 'BODY_TOO_LARGE',
    message: /insert into x/,
  });
  t.throws(() => bindValues('select', ['ü'.repeat(half + 1)]), { code: 'BODY_TOO_LARGE' });
  t.throws(() => bindValues('select', [['x'.repeat(half), 'x'.repeat(half), 1]]), { code: 'BODY_TOO_LARGE' });
});
