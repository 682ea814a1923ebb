import fc from 'fast-check';
import t from 'tap';
import { createDocumentReader } from '../../../../services/core/formats/document.ts';
import { mayOpenDocument } from '../../../../services/core/formats/log/opening.ts';

const may = (text: string) => {
  const bytes = new TextEncoder().encode(`x${text}x`);
  return mayOpenDocument(bytes, 1, bytes.length - 1);
};

t.test('documents may begin here, other lines not', async (t) => {
  for (const line of ['{', '[', ' {', '{"a', '{ "a', '{}', '[{', '[ {', '[\u00a0{', '{\t']) t.ok(may(line), line);
  for (const line of ['', '  ', 'a{', '[1', '[2026-11-26] INFO', "{'a'", '         {']) t.notOk(may(line), line);
});

t.test('it says yes wherever the reader of text begins one', async () => {
  const text = fc
    .array(fc.constantFrom(' ', '{', '[', '}', '"', 'a', '\t', '\u00a0', '1'), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (line) => {
      const reader = createDocumentReader({ name: 'any', sign: '', read: () => ({ kind: 'entries', entries: [] }) });
      const taken = reader.read(line) !== null || reader.within;
      return !taken || may(line);
    }),
    { numRuns: 3000 },
  );
});
