import t from 'tap';
import { printable } from '../../../services/core/formats/printable.ts';

t.test('control characters and lone surrogates become U+FFFD', async (t) => {
  t.equal(printable('a\u0000b\u001b[31mc\nd\ud800e', 50), 'a\uFFFDb\uFFFD[31mc\uFFFDd\uFFFDe');
  t.equal(printable('é € 😀', 50), 'é € 😀');
});

t.test('the length is bounded, also when the cut goes through a pair', async (t) => {
  t.equal(printable('abcdef', 6), 'abcdef');
  t.equal(printable('abcdefg', 6), 'abcde…');
  t.equal(printable('abcd😀g', 6), 'abcd\uFFFD…');
});
