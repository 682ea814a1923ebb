import t from 'tap';
import { DOCUMENT_MAX } from '../../../../services/core/formats/document.ts';
import { beginsWithBracket, createWholeDocument } from '../../../../services/core/formats/log/whole.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

t.test('whether it begins with a bracket', async (t) => {
  for (const text of ['{', ' \r\n[1]', '\ufeff {']) t.equal(beginsWithBracket(bytes(text)), true, text);
  for (const text of ['a', ' \ufeff{']) t.equal(beginsWithBracket(bytes(text)), false);
  for (const text of ['', ' \n\t', '\ufeff']) t.equal(beginsWithBracket(bytes(text)), null);
});

t.test('one document in pieces', async (t) => {
  const whole = createWholeDocument();
  t.equal(whole.push(bytes('{"a": "').subarray(0)), true);
  const [one, two] = [bytes('é').subarray(0, 1), bytes('é').subarray(1)];
  t.equal(whole.push(one), true);
  t.equal(whole.push(two), true);
  t.equal(whole.push(bytes('", "b": NaN}\n')), true);
  t.strictSame(whole.end(), { a: 'é', b: 'NaN' });
  t.equal(whole.pieces.length, 4);
});

t.test('several documents, something else and too much are none', async (t) => {
  t.equal(createWholeDocument().push(bytes('{}\n{}')), false);
  t.equal(createWholeDocument().push(bytes('[2026 INFO')), false);
  const long = createWholeDocument();
  t.equal(long.push(bytes('["')), true);
  t.equal(long.push(new Uint8Array(DOCUMENT_MAX).fill(0x20)), false);
  t.equal(long.end(), undefined);
});
