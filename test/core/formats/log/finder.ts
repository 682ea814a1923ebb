import fc from 'fast-check';
import t from 'tap';
import { createLineSplitter, type LogLine, MAX_LINE_BYTES } from '../../../../services/core/formats/lines.ts';
import { createLineFinder } from '../../../../services/core/formats/log/finder.ts';

/** Pieces of a log, with ends of lines of every kind, long lines and bytes that are no UTF-8. */
const piece = fc.oneof(
  fc.constantFrom('\n', '\r', '\r\n', '\n\n', 'é', 'half', 'block', 'end', '!').map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.alloc(MAX_LINE_BYTES + 3, 'x')),
);

/** Bytes cut into pieces at the given places. */
function cutUp(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}

function split(pieces: readonly Uint8Array[]): LogLine[] {
  const splitter = createLineSplitter();
  return [...pieces.flatMap((bytes) => [...splitter.push(bytes)]), ...splitter.end()];
}

function find(pieces: readonly Uint8Array[], wanted: (text: string) => boolean): LogLine[] {
  const taken: LogLine[] = [];
  let within = false;
  const finder = createLineFinder({
    wanted: (bytes, from, to) => wanted(new TextDecoder().decode(bytes.subarray(from, to))),
    within: () => within,
    take: (line) => {
      taken.push(line);
      within = line.text.includes('block') || (within && !line.text.includes('end'));
    },
  });
  for (const bytes of pieces) finder.push(bytes);
  finder.end();
  return taken;
}

t.test('where every line is wanted it hands over what the splitter does', async (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(200_000), { maxLength: 6 }), (parts, places) => {
      const pieces = cutUp(Buffer.concat(parts), places);
      t.strictSame(
        find(pieces, () => true),
        split(pieces),
      );
    }),
    { numRuns: 300 },
  );
});

t.test('where some are wanted it hands over those, with the same numbers, and whole blocks', async (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(2000), { maxLength: 6 }), (parts, places) => {
      const wanted = (text: string) => text.includes('!') || text.includes('block');
      const pieces = cutUp(Buffer.concat(parts), places);
      const found = new Map(find(pieces, wanted).map((line) => [line.number, line]));
      let within = false;
      for (const line of split(pieces)) {
        if (within || wanted(line.text)) {
          t.strictSame(found.get(line.number), line);
          within = line.text.includes('block') || (within && !line.text.includes('end'));
        }
      }
    }),
    { numRuns: 300 },
  );
});

t.test('a long line that a CR ends does not swallow an empty line after it', async (t) => {
  const pieces = ['a\n', `${'x'.repeat(MAX_LINE_BYTES + 1)}\rb\n`, '\nc\n'].map((text) => Buffer.from(text));
  t.strictSame(
    find([Buffer.concat(pieces.slice(0, 2)), pieces[2] as Buffer], () => true).map(({ text }) => text.slice(0, 1)),
    ['a', 'x', 'b', '', 'c'],
  );
});
