import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { Sample } from '../../../services/core/model/run.ts';
import { BATCH_MAX_SAMPLES, createRunLog, PIECE_MAX_BYTES } from '../../../workers/log/run-log.ts';
import { ACCURACY } from '../../support/order.ts';

/** A sink that keeps everything, as the API would. */
function sink() {
  const pieces: { offset: number; text: string }[] = [];
  const batches: { first: number; batch: readonly Sample[] }[] = [];
  return {
    pieces,
    batches,
    text: () => pieces.map((piece) => piece.text).join(''),
    log: async (offset: number, text: string) => void pieces.push({ offset, text }),
    samples: async (first: number, batch: readonly Sample[]) => void batches.push({ first, batch }),
  };
}

const out = (text: string | Uint8Array, stream: 'stdout' | 'stderr' = 'stdout') => ({
  stream,
  bytes: Buffer.from(text),
});
const mllog = (value: string, step: number) =>
  `:::MLLOG {"namespace": "", "time_ms": 1, "event_type": "POINT_IN_TIME", "key": "eval_accuracy", "value": ${value}, "metadata": {"step_num": ${step}}}\n`;

t.test('whole lines of both streams, in the order in which they end', async (t) => {
  const kept = sink();
  const log = createRunLog({ metrics: [ACCURACY], sink: kept, clock: systemClock });
  await log.push(out('one '));
  await log.push(out('error\n', 'stderr'));
  await log.push(out('two\nhalf'));
  await log.push(out('other half', 'stderr'));
  await log.end();
  t.equal(kept.text(), 'error\none two\nhalf\nother half\n');
  t.same(log.counts(), { logBytes: Buffer.byteLength(kept.text()), logDropped: 0 });
});

t.test('offsets are bytes of what is sent', async (t) => {
  const kept = sink();
  const log = createRunLog({ metrics: [], sink: kept, clock: systemClock });
  const line = `${'é'.repeat(1000)}\n`;
  for (let turn = 0; turn < 300; turn += 1) await log.push(out(line));
  await log.end();
  t.equal(kept.text(), line.repeat(300));
  t.ok(kept.pieces.length > 1);
  let offset = 0;
  for (const piece of kept.pieces) {
    t.equal(piece.offset, offset);
    offset += Buffer.byteLength(piece.text);
    t.ok(Buffer.byteLength(piece.text) <= PIECE_MAX_BYTES);
  }
});

t.test('beyond its bound a log is counted, and still read', async (t) => {
  const kept = sink();
  const log = createRunLog({ metrics: [ACCURACY], sink: kept, clock: systemClock, maxBytes: 20 });
  await log.push(out('0123456789\n'));
  await log.push(out(mllog('0.25', 1)));
  await log.push(out('short\n'));
  await log.end();
  t.equal(kept.text(), '0123456789\n', 'no later line, even a short one');
  t.same(log.counts(), { logBytes: 11, logDropped: Buffer.byteLength(mllog('0.25', 1)) + 6 });
  t.match(log.reduce(), { outcome: 'measured', measurements: [{ metric: 'accuracy', value: 0.25 }] });
});

t.test('bytes that are no text', async (t) => {
  const kept = sink();
  const log = createRunLog({ metrics: [], sink: kept, clock: systemClock });
  await log.push(out(Buffer.from([0x61, 0xff, 0x00, 0xe2, 0x82])));
  await log.push(out(Buffer.from([0xac, 0x0a])));
  await log.end();
  t.equal(kept.text(), 'a\uFFFD\uFFFD€\n', 'a character that was cut in two is whole again');
});

t.test('samples come in batches, numbered', async (t) => {
  const kept = sink();
  const log = createRunLog({ metrics: [ACCURACY], sink: kept, clock: systemClock });
  const many = BATCH_MAX_SAMPLES * 2 + 5;
  await log.push(out(Array.from({ length: many }, (_, step) => mllog('0.5', step)).join('')));
  await log.end();
  let next = 0;
  for (const { first, batch } of kept.batches) {
    t.equal(first, next);
    t.ok(batch.length > 0 && batch.length <= BATCH_MAX_SAMPLES);
    next += batch.length;
  }
  t.equal(next, many);
});

t.test('a sink that fails stops whoever pushes', async (t) => {
  const log = createRunLog({
    metrics: [],
    sink: { log: async () => Promise.reject(new Error('disk full')), samples: async () => undefined },
    clock: systemClock,
  });
  const long = `${'x'.repeat(60_000)}\n`;
  await t.rejects(
    (async () => {
      for (let turn = 0; turn < 20; turn += 1) await log.push(out(long));
    })(),
    /disk full/,
  );
  await t.rejects(log.end(), /disk full/);
});

t.test('what it said last, half a line at the end included', async (t) => {
  const log = createRunLog({ metrics: [], sink: sink(), clock: systemClock });
  t.equal(log.lastWords(), '');
  await log.push(out('epoch 1\n'));
  await log.push(out('Traceback (most recent call last):\n  File "train.py", line 3\nValueError: no', 'stderr'));
  await log.push(out('epoch 2\n'));
  await log.end();
  t.equal(log.lastWords(), 'ValueError: no');
});
