import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { Value } from 'typebox/value';
import { createLineSplitter } from '../../../../services/core/formats/lines.ts';
import { createCollection } from '../../../../services/core/formats/log/collection.ts';
import type { ParsedLog } from '../../../../services/core/formats/log/parsed.ts';
import { createLogReader, parseLog } from '../../../../services/core/formats/log/reader.ts';
import { LINE_READERS, LOG_FORMATS } from '../../../../services/core/formats/readers.ts';
import { ParsedLogDocument } from '../../../../services/core/model/api/parse.ts';

const FIXTURES = {
  'mllog.txt': 'mllog',
  'mlperf-old.txt': 'mllog',
  'perfzero-summary.json': 'perfzero',
  'perfzero-log-composed.txt': 'perfzero',
  'torchbench-composed.json': 'torchbench',
  'hud-lines.json': 'hud',
  'hud-list.json': 'hud',
  'tf-cnn-composed.txt': 'tf-cnn',
  'tf-cnn-eval-composed.txt': 'mllog',
  'mad-composed.txt': 'mad',
  'hf-trainer.txt': 'hf-trainer',
  'hf-trainer-tqdm.txt': 'hf-trainer',
  'keras-verbose1.txt': 'keras',
  'keras-verbose2.txt': 'keras',
  'keras-terminal.txt': 'keras',
} as const;
const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/formats/${name}`, import.meta.url));
const text = (content: string) => new TextEncoder().encode(content);

/** The same without the fast search: every line is made a text and shown to every reader. */
function slowly(bytes: Uint8Array): ParsedLog {
  const readers = LOG_FORMATS.map((name) => ({ name, reader: LINE_READERS[name].create() }));
  const collection = createCollection();
  const splitter = createLineSplitter();
  let last = 1;
  for (const line of [...splitter.push(bytes), ...splitter.end()]) {
    last = line.number;
    for (const { name, reader } of readers) {
      const reading = reader.read(line.text);
      if (reading === null) continue;
      collection.add(name, reading, line.number, line.cut);
      break;
    }
  }
  for (const { name, reader } of readers) {
    const message = reader.unfinished?.() ?? null;
    if (message !== null) collection.add(name, { kind: 'problem', message }, last, false);
  }
  return collection.end(null);
}

function inPieces(bytes: Uint8Array, places: readonly number[]): ParsedLog {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  const reader = createLogReader(null);
  for (const [i, from] of [0, ...at].entries()) reader.push(bytes.subarray(from, at[i] ?? bytes.length));
  return reader.end();
}

t.test('each format is told by itself, and what is said is the published document', async (t) => {
  for (const [name, format] of Object.entries(FIXTURES)) {
    const parsed = parseLog(fixture(name));
    t.equal(parsed.format, format, name);
    t.ok(parsed.measurements.length > 0, name);
    t.ok(Value.Check(ParsedLogDocument, parsed), name);
  }
});

t.test('a log may hold several formats; a named one is read alone', async (t) => {
  const bytes = fixture('tf-cnn-eval-composed.txt');
  t.strictSame([...new Set(parseLog(bytes).measurements.map(({ format }) => format))], ['tf-cnn', 'mllog']);
  t.strictSame([...new Set(parseLog(bytes, 'tf-cnn').measurements.map(({ format }) => format))], ['tf-cnn']);
  t.match(parseLog(bytes, 'keras'), {
    format: 'keras',
    problems: [{ line: 1, message: 'the log has no line of the format keras' }],
  });
  t.match(parseLog(fixture('hud-list.json'), 'keras'), { measurements: [] });
  t.match(parseLog(fixture('hud-list.json'), 'hud'), { measurements: [{}, {}] });
});

t.test('a log of nobody has no format', async (t) => {
  for (const content of ['', '\n', 'hello\nworld', '{"a": 1}', '[', '{"plumbline": 2']) {
    const parsed = parseLog(text(content));
    if (content.startsWith('{"plumb')) t.match(parsed, { format: 'jsonl', problems: [{}] });
    else t.match(parsed, { format: null, measurements: [], problems: [] }, content);
  }
});

t.test('problems name their line', async (t) => {
  const parsed = parseLog(
    text(`${'noise\n'.repeat(41)}:::MLLOG {"key": \nnoise\r\n\r:::MLLOG 1\n{"benchmark_result":\n1,`),
  );
  t.match(parsed.problems, [
    { line: 42, message: 'the text after :::MLLOG is not JSON' },
    { line: 45, message: 'the text after :::MLLOG is not a JSON object' },
    { line: 47, message: 'a PerfZero document, begun 1 lines above, has no end' },
  ]);
});

t.test('a document of one line that is longer than any log line is read as a whole', async (t) => {
  const records = Array.from({ length: 2000 }, (_, i) => ({
    model: { name: `m${i}` },
    metric: { name: 'latency', benchmark_values: [i] },
  }));
  const bytes = text(JSON.stringify(records));
  t.ok(bytes.length > 65_536);
  t.equal(inPieces(bytes, [1, 70_000]).measurements.length, 2000);
});

t.test('a file that begins like a document and is a log loses nothing', async (t) => {
  const log = `\n[rank0] start\n${fixture('mllog.txt').toString()}`;
  t.equal(inPieces(text(log), [0, 3]).measurements.length, 2);
  t.match(inPieces(text('  \n'), [1]), { format: null });
  t.match(parseLog(text('{"plumbline": 1, "key": "k", "value": 2}\n')), {
    format: 'jsonl',
    measurements: [{ metric: 'k', value: 2 }],
  });
});

t.test('fast and slow ways agree, on any bytes in any pieces', async (t) => {
  const parts = Object.keys(FIXTURES).flatMap((name) => {
    const bytes = fixture(name);
    return bytes
      .toString('latin1')
      .split(/(?<=[\n\r])/)
      .map((line) => Buffer.from(line, 'latin1'));
  });
  const log = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...parts) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\n', '\r', '{', '[', '2026 INFO ', 'Epoch 1/2\n').map((part) => Buffer.from(part)),
      },
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(log, fc.array(fc.nat(20_000), { maxLength: 5 }), (lines, places) => {
      // A first line of noise: a file that is one document is read as a whole, which the slow way does not do.
      const bytes = Buffer.concat([Buffer.from('noise\n'), ...lines]);
      // The line at which a document is found to have no end is the last one that was looked at.
      const placed = ({ problems, ...rest }: ParsedLog) => ({
        ...rest,
        problems: problems.map(({ line, message }) =>
          message.endsWith('has no end') ? { message } : { line, message },
        ),
      });
      t.strictSame(placed(inPieces(bytes, places)), placed(slowly(bytes)));
    }),
    { numRuns: 400 },
  );
});

t.test('nothing makes it throw', async () => {
  const token = fc.constantFrom(
    ...LOG_FORMATS.flatMap((name) => LINE_READERS[name].tokens),
    "{'",
    '{"',
    '\n',
    '= 1',
    '0',
    ' ',
    ': ',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(token, fc.string({ maxLength: 8, unit: 'binary' })), { maxLength: 30 }),
      fc.constantFrom(null, ...LOG_FORMATS),
      (parts, format) => {
        return Value.Check(ParsedLogDocument, { ...parseLog(text(parts.join('')), format), format: 'mad' });
      },
    ),
    { numRuns: 2000 },
  );
});
