import t from 'tap';
import { cutUtf8 } from '../../services/store/utf8.ts';

const bytes = Buffer.from('aü€🎉z');

t.test('every cut of every text keeps characters whole and gets on', async (t) => {
  for (let from = 0; from < bytes.length; from += 1) {
    for (let to = from + 4; to <= bytes.length; to += 1) {
      const { text, skipped, used } = cutUtf8(bytes.subarray(from, to), to === bytes.length);
      t.notMatch(text, /\ufffd/, `${from}..${to}`);
      t.equal(Buffer.byteLength(text), used);
      t.ok(skipped + used > 0, 'it gets on');
      t.ok(to - from - skipped - used <= 3, 'only the torn end is left for the next piece');
    }
  }
});

t.test('torn bytes at the end of a text are shown, not waited for', async (t) => {
  const torn = bytes.subarray(0, 8);
  t.same(cutUtf8(torn, false), { text: 'aü€', skipped: 0, used: 6 });
  t.same(cutUtf8(torn, true), { text: 'aü€\ufffd', skipped: 0, used: 8 });
  t.same(cutUtf8(Buffer.alloc(0), true), { text: '', skipped: 0, used: 0 });
});
