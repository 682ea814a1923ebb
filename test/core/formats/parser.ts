import t from 'tap';
import { createSampleParser, MAX_PROBLEMS, MAX_SAMPLES_PER_METRIC } from '../../../services/core/formats/parser.ts';
import type { LogFormat, Metric } from '../../../services/core/model/metric.ts';

function metric(name: string, key: string, format: LogFormat = 'mllog'): Metric {
  const source = { format, key, reduce: 'last', warmup: 0 } as const;
  return { name, kind: 'quality', unit: 'u', direction: 'higher', scale: 'real', source, minEffect: 1 };
}
const mllog = (key: string, value: string, metadata = '{}') =>
  `:::MLLOG {"time_ms": 7, "event_type": "POINT_IN_TIME", "key": "${key}", "value": ${value}, "metadata": ${metadata}}`;

t.test('samples of the declared metrics are read, with step, time and line', async (t) => {
  const parser = createSampleParser([
    metric('accuracy', 'eval_accuracy'),
    metric('throughput', 'tracked_stats.throughput'),
  ]);
  t.strictSame(parser.push(mllog('eval_accuracy', '0.5', '{"epoch_num": 2}'), 4), [
    { metric: 'accuracy', value: 0.5, step: 2, timeMs: 7, line: 4 },
  ]);
  t.strictSame(parser.push(mllog('tracked_stats', '{"throughput": 10, "loss": 1}'), 5), [
    { metric: 'throughput', value: 10, timeMs: 7, line: 5 },
  ]);
  for (const other of [
    'Epoch 1/5',
    mllog('seed', '1'),
    mllog('tracked_stats', '{"loss": 1}'),
    mllog('tracked_stats', '3'),
  ]) {
    t.strictSame(parser.push(other, 6), [], other);
  }
  t.strictSame(parser.push(mllog('tracked_stats', 'null'), 7), []);
  t.strictSame(parser.problems(), []);
});

t.test('one entry may feed several metrics, and a key may hold dots itself', async (t) => {
  const parser = createSampleParser([metric('a', 'loss'), metric('b', 'loss'), metric('c', 'train.loss')]);
  t.strictSame(
    parser.push(mllog('loss', '1'), 1).map((sample) => sample.metric),
    ['a', 'b'],
  );
  t.match(parser.push(mllog('train.loss', '2'), 2), [{ metric: 'c', value: 2 }]);
});

t.test('inherited fields are no values', async (t) => {
  const parser = createSampleParser([metric('a', 'stats.constructor'), metric('b', 'stats.__proto__')]);
  t.strictSame(parser.push(mllog('stats', '{"x": 1}'), 1), []);
});

t.test('each metric is read from its own format', async (t) => {
  const parser = createSampleParser([metric('a', 'k'), metric('b', 'k', 'jsonl')]);
  t.strictSame(parser.push('{"plumbline":1,"key":"k","value":3}', 1), [{ metric: 'b', value: 3, line: 1 }]);
  t.match(parser.push(mllog('k', '4'), 2), [{ metric: 'a', value: 4 }]);
});

t.test('what is not a finite number keeps its text', async (t) => {
  const parser = createSampleParser([metric('a', 'k')]);
  const raws: [string, string][] = [
    ['NaN', 'NaN'],
    ['-Infinity', '-Infinity'],
    ['"NaN"', 'NaN'],
    ['"0.5"', '0.5'],
    ['1e999', 'Infinity'],
    ['null', 'null'],
    ['true', 'true'],
    ['[1]', 'an array'],
    ['"a\\u0000b"', 'a\uFFFDb'],
  ];
  for (const [value, raw] of raws) t.match(parser.push(mllog('k', value), 1), [{ value: null, raw }], value);
  t.match(parser.push(':::MLLOG {"event_type": "POINT_IN_TIME", "key": "k"}', 1), [{ value: null, raw: 'nothing' }]);
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  t.match(parser.push(mllog('k', deep), 2), [{ value: null, raw: 'an array' }]);
  const [long] = parser.push(mllog('k', JSON.stringify('x'.repeat(5000))), 3);
  t.equal(long?.raw?.length, 200);
});

t.test('bad lines are problems with their number, and other formats stay quiet', async (t) => {
  const parser = createSampleParser([metric('a', 'k')]);
  parser.push(':::MLLOG {"key', 3);
  parser.push('{"plumbline":1', 4);
  t.strictSame(parser.problems(), [{ line: 3, message: 'the text after :::MLLOG is not JSON' }]);
});

t.test('an aborted run is a problem, a successful one is not', async (t) => {
  const parser = createSampleParser([metric('a', 'k')]);
  parser.push(mllog('run_stop', 'null', '{"status": "success"}'), 8);
  parser.push(mllog('run_stop', 'null'), 9);
  t.strictSame(parser.problems(), []);
  t.equal(parser.gaveUp(), false);
  parser.push(mllog('run_stop', 'null', '{"status": "aborted"}'), 10);
  t.equal(parser.gaveUp(), true);
  t.strictSame(parser.problems(), [
    { line: 10, message: 'the script says that its run ended with the status "aborted"' },
  ]);
});

t.test('problems are bounded, and the rest is counted', async (t) => {
  const parser = createSampleParser([metric('a', 'k')]);
  for (let line = 1; line <= MAX_PROBLEMS + 7; line += 1) parser.push(':::MLLOG x', line);
  t.equal(parser.problems().length, MAX_PROBLEMS + 1);
  t.strictSame(parser.problems().at(-1), { line: MAX_PROBLEMS, message: 'and 7 more problems after this line' });
});

t.test('samples are bounded one above the limit, so that the reduction can tell', async (t) => {
  const parser = createSampleParser([metric('a', 'k', 'jsonl')]);
  let count = 0;
  for (let line = 1; line <= MAX_SAMPLES_PER_METRIC + 10; line += 1) {
    count += parser.push('{"plumbline":1,"key":"k","value":1}', line).length;
  }
  t.equal(count, MAX_SAMPLES_PER_METRIC + 1);
});

t.test('metrics may come from the lines and documents of other projects', async (t) => {
  const parser = createSampleParser([
    metric('accuracy', 'val_accuracy', 'keras'),
    metric('seconds', 'epoch_seconds', 'keras'),
    metric('wall', 'wall_time', 'perfzero'),
    metric('speed', 'samples_per_second', 'mad'),
  ]);
  const lines = [
    'Epoch 1/1',
    '16/16 - 2s - 152ms/step - loss: 0.8663 - val_accuracy: nan',
    'performance: 14164 samples_per_second',
    '{',
    '  "benchmark_result": {"wall_time": 3}, "benchmark_info": {"has_exception": false}',
    '}',
  ];
  t.strictSame(
    lines.flatMap((line, i) => parser.push(line, i + 1)),
    [
      { metric: 'accuracy', value: null, raw: 'NaN', step: 1, line: 2 },
      { metric: 'seconds', value: 2, step: 1, line: 2 },
      { metric: 'speed', value: 14164, line: 3 },
      { metric: 'wall', value: 3, line: 6 },
    ],
  );
  t.strictSame(parser.problems(), []);
  t.equal(parser.gaveUp(), false);
});

t.test(
  'a run that failed by the word of its own format gave up, and what that format lacks is a problem',
  async (t) => {
    const parser = createSampleParser([metric('wall', 'wall_time', 'perfzero')]);
    t.strictSame(parser.push('{"benchmark_result": {"name": "b", "wall_time": -1, "succeeded": false}}', 5), []);
    t.equal(parser.gaveUp(), true);
    t.strictSame(parser.problems(), [
      { line: 5, message: 'b reported no wall_time: -1' },
      { line: 5, message: 'the log says that its run ended: failed' },
    ]);
  },
);
