import fc from 'fast-check';
import t from 'tap';
import { createLineSplitter, type LogLine, MAX_LINE_BYTES } from '../../../services/core/formats/lines.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function split(pieces: readonly Uint8Array[], maxLineBytes?: number): LogLine[] {
  const splitter = createLineSplitter(maxLineBytes === undefined ? {} : { maxLineBytes });
  return [...pieces.flatMap((piece) => [...splitter.push(piece)]), ...splitter.end()];
}

const texts = (lines: readonly LogLine[]) => lines.map((line) => line.text);

t.test('LF, CRLF and a lone CR each end one line, and lines are numbered from 1', async (t) => {
  const lines = split([bytes('one\ntwo\r\n10%\r50%\r\r\nlast')]);
  t.strictSame(texts(lines), ['one', 'two', '10%', '50%', '', 'last']);
  t.strictSame(
    lines.map((line) => line.number),
    [1, 2, 3, 4, 5, 6],
  );
});

t.test('a CRLF that is torn between two pieces ends one line', async (t) => {
  t.strictSame(texts(split([bytes('a\r'), bytes('\nb\r'), new Uint8Array(), bytes('\n\nc')])), ['a', 'b', '', 'c']);
  t.strictSame(texts(split([bytes('a\r'), bytes('b\n')])), ['a', 'b']);
  t.strictSame(texts(split([bytes('a\r'), bytes('\n')])), ['a']);
});

t.test('half a line at the end is flushed once', async (t) => {
  const splitter = createLineSplitter();
  t.strictSame(splitter.push(bytes('half')), []);
  t.strictSame(splitter.end(), [{ number: 1, text: 'half', cut: false }]);
  t.strictSame(splitter.end(), []);
});

t.test('invalid UTF-8 becomes U+FFFD and the rest of the line stays', async (t) => {
  t.strictSame(texts(split([new Uint8Array([0x61, 0xff, 0x62, 0xc3, 0x0a]), bytes('c')])), ['a\uFFFDb\uFFFD', 'c']);
});

t.test(
  'a line of 10 MB is cut at the bound, its rest is dropped and counted, and the next line is whole',
  async (t) => {
    const splitter = createLineSplitter();
    const piece = new Uint8Array(1_000_000).fill(0x78);
    for (let index = 0; index < 10; index += 1) t.strictSame(splitter.push(piece), []);
    const [long, next] = splitter.push(bytes('\nnext\n'));
    t.equal(long?.text.length, MAX_LINE_BYTES);
    t.equal(long?.cut, true);
    t.strictSame(next, { number: 2, text: 'next', cut: false });
    t.equal(splitter.droppedBytes(), 10_000_000 - MAX_LINE_BYTES);
  },
);

t.test('a cut never goes through a character', async (t) => {
  for (const [text, max, expected] of [
    ['aé', 2, 'a'],
    ['a€', 3, 'a'],
    ['😀😀', 7, '😀'],
    ['éa', 2, 'é'],
  ] as const) {
    t.strictSame(split([bytes(text)], max), [{ number: 1, text: expected, cut: true }], text);
  }
  const splitter = createLineSplitter({ maxLineBytes: 2 });
  splitter.push(bytes('aé'));
  splitter.end();
  t.equal(splitter.droppedBytes(), 2, 'the half character counts as dropped');
});

t.test('stray continuation bytes at the bound are kept as U+FFFD', async (t) => {
  t.strictSame(texts(split([new Uint8Array([0x61, 0x80])], 1)), ['a']);
  t.strictSame(texts(split([new Uint8Array(6).fill(0x80)], 4)), ['\uFFFD'.repeat(4)]);
});

t.test('a line of exactly the bound is not cut', async (t) => {
  t.strictSame(split([bytes('abcd\n')], 4), [{ number: 1, text: 'abcd', cut: false }]);
});

t.test('where the stream is torn changes nothing', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0x61, 0x0a, 0x0d, 0xc3, 0xa9, 0xff, 0x20), { maxLength: 60 }),
      fc.array(fc.nat(60), { maxLength: 8 }),
      fc.integer({ min: 1, max: 8 }),
      (values, cuts, max) => {
        const whole = Uint8Array.from(values);
        const borders = [0, ...cuts.map((at) => Math.min(at, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = borders.slice(1).map((to, index) => whole.subarray(borders[index], to));
        t.strictSame(split(pieces, max), split([whole], max));
      },
    ),
  );
});
