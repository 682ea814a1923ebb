import t from 'tap';
import { PUSHED_LOG_MAX } from '../../../services/core/model/pushed.ts';
import { createLogPushReader } from '../../../services/core/pushed/log.ts';
import { aMetric } from '../../support/builders.ts';

const metrics = [aMetric(), aMetric({ name: 'loss', scale: 'positive' })];
const line = (key: string, value: unknown, more = '') =>
  `:::MLLOG {"key": "${key}", "event_type": "POINT_IN_TIME", "value": ${value}${more}, "time_ms": 7}\n`;

function read(text: string, keys: ReadonlyMap<string, string>, pieces = 1) {
  const reader = createLogPushReader(metrics, keys, null);
  const bytes = Buffer.from(text);
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.end();
}

t.test('metrics are found by their own source, and by the key that is named', async (t) => {
  const text = `noise\n${line('eval_accuracy', 0.9)}${line('train_loss', 0.4)}${line('eval_accuracy', 'NaN')}half`;
  for (const pieces of [1, 7]) {
    const found = read(text, new Map([['loss', 'train_loss']]), pieces);
    t.match(
      found.samples.filter(({ metric }) => metric === 'accuracy'),
      [
        { value: 0.9, line: 2 },
        { value: 'NaN', line: 4 },
      ],
    );
    t.match(
      found.samples.filter(({ metric }) => metric === 'loss'),
      [{ value: 0.4 }],
    );
    t.equal(found.text, text);
    t.equal(found.dropped, 0);
    t.notOk(found.gaveUp);
  }
});

t.test('a value of a named key that is no number is a sample, not silence', async (t) => {
  const found = read(line('train_loss', 0.4) + line('train_loss', 'NaN'), new Map([['loss', 'train_loss']]));
  t.match(found.samples, [{ value: 0.4 }, { metric: 'loss', value: 'NaN', timeMs: 7 }]);
  t.equal(found.samples.length, 2);
  t.equal(found.problems.length, 1);
});

t.test('a step and a time are kept where the log gives them', async (t) => {
  const text = `:::MLLOG {"key": "train_loss", "event_type": "POINT_IN_TIME", "value": 1, "metadata": {"step_num": 4}}\n`;
  const named = new Map([
    ['loss', 'train_loss'],
    ['accuracy', 'train_loss'],
  ]);
  t.match(read(text + line('train_loss', 2), named).samples, [
    { metric: 'loss', value: 1, step: 4 },
    { metric: 'accuracy', value: 1, step: 4 },
    { metric: 'loss', value: 2, timeMs: 7 },
    { metric: 'accuracy', value: 2, timeMs: 7 },
  ]);
});

t.test('a script that says that it gave up is heard', async (t) => {
  const stop = line('run_stop', null, ', "metadata": {"status": "aborted"}');
  t.ok(read(stop, new Map()).gaveUp);
  t.ok(read(stop, new Map([['loss', 'train_loss']])).gaveUp);
});

t.test('of a long log the end is kept, in whole characters', async (t) => {
  const reader = createLogPushReader(metrics, new Map(), null);
  const piece = Buffer.from(`${'x'.repeat(399_999)}\n`);
  for (let at = 0; at < 7; at += 1) reader.push(piece);
  reader.push(Buffer.from('end'));
  const found = reader.end();
  t.equal(Buffer.byteLength(found.text), PUSHED_LOG_MAX);
  t.equal(found.dropped, 7 * 400_000 + 3 - PUSHED_LOG_MAX);
  t.ok(found.text.endsWith('\nend'));
  const whole = createLogPushReader(metrics, new Map(), null);
  whole.push(Buffer.from(`ü${'y'.repeat(PUSHED_LOG_MAX - 1)}`));
  const cut = whole.end();
  t.equal(cut.text, 'y'.repeat(PUSHED_LOG_MAX - 1));
  t.equal(cut.dropped, 2);
});
