import fc from 'fast-check';
import t from 'tap';
import { createRecordReader, joined, RECORD_BYTES_MAX } from '../../../../services/core/formats/series/records.ts';

const COMMA = 0x2c;

/** The records of a text that comes in pieces of the given size, each with its line. */
function recordsOf(text: string | Uint8Array, size = Number.POSITIVE_INFINITY): (string | number)[][] {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const records: (string | number)[][] = [];
  const reader = createRecordReader(
    COMMA,
    {
      begin: (line) => records.push([line]),
      field: (data, start, end) => records.at(-1)?.push(new TextDecoder().decode(data.subarray(start, end))),
      end: () => {},
    },
    { file: 'f' },
  );
  for (let at = 0; at < bytes.length; at += Math.min(size, bytes.length)) {
    reader.push(bytes.subarray(at, Math.min(at + size, bytes.length)));
  }
  reader.end();
  return records;
}

t.test('records, fields, quotes and lines', async (t) => {
  t.same(recordsOf('a,b\n1,2\n'), [
    [1, 'a', 'b'],
    [2, '1', '2'],
  ]);
  t.same(recordsOf('a\r\n\r\n  \rb'), [
    [1, 'a'],
    [4, 'b'],
  ]);
  t.same(recordsOf('"x, ""y""\nz" , 5 ,\n,"",'), [
    [1, 'x, "y"\nz', '5', ''],
    [3, '', '', ''],
  ]);
  t.same(recordsOf('5" disk,1'), [[1, '5" disk', '1']]);
  t.same(recordsOf('""\n'), [[1, '']], 'a quoted nothing is a field, an empty line is no record');
  t.same(recordsOf(''), []);
});

t.test('where the pieces are cut makes no difference', async (t) => {
  const field = fc.stringMatching(/^[ab",\r\n]{0,4}$/).map((text) => `"${text.replaceAll('"', '""')}"`);
  const row = fc.array(fc.oneof(field, fc.constantFrom('1', '-2.5', 'ä')), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(row),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 7 }),
      (rows, end, size) => {
        const text = rows.map((cells) => cells.join(',')).join(end);
        t.same(recordsOf(text, size), recordsOf(text));
      },
    ),
  );
});

t.test('broken quotes are refused with the line where their record begins', async (t) => {
  t.throws(() => recordsOf('1\n"2\n3'), {
    code: 'INPUT_INVALID',
    message: /never closed/,
    place: { file: 'f', line: 2 },
  });
  t.throws(() => recordsOf('"a"b,1\n'), {
    code: 'INPUT_INVALID',
    message: /follows a closing quote/,
    place: { line: 1 },
  });
});

t.test('a record has a longest length', async (t) => {
  const long = new Uint8Array(RECORD_BYTES_MAX + 1).fill(0x61);
  t.throws(() => recordsOf(long), { code: 'INPUT_INVALID', message: /longer than 16777216 bytes/ });
});

t.test('pieces join', async (t) => {
  t.same([...joined(Uint8Array.of(1, 2), Uint8Array.of(3))], [1, 2, 3]);
  t.same([...joined(new Uint8Array(0), Uint8Array.of(3))], [3]);
});
