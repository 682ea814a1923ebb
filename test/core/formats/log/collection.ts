import t from 'tap';
import { createCollection, MEASUREMENTS_MAX } from '../../../../services/core/formats/log/collection.ts';
import { FIELDS_MAX } from '../../../../services/core/formats/log/flatten.ts';
import type { LogMeasurement, UnusableMeasurement } from '../../../../services/core/formats/log/parsed.ts';
import { MAX_PROBLEMS } from '../../../../services/core/formats/parser.ts';

const values = (count: number) => ({
  kind: 'entries' as const,
  entries: Array.from({ length: count }, (_, i) => ({ key: 'k', value: i })),
});

t.test('what the formats say becomes one record, called after the most explicit one', async (t) => {
  const collection = createCollection();
  collection.add(
    'keras',
    {
      ...values(1),
      settings: [
        ['a', 'x'],
        ['a', 'y'],
      ],
    },
    1,
    false,
  );
  collection.add(
    'mllog',
    { kind: 'entry', entry: { key: 'm', value: { a: 2, b: 'NaN' }, step: 3, timeMs: 4, unit: 's' } },
    2,
    false,
  );
  t.strictSame(collection.end(null), {
    format: 'mllog',
    measurements: [
      { metric: 'k', value: 0, unit: null, step: null, timeMs: null, format: 'keras' },
      { metric: 'm.a', value: 2, unit: 's', step: 3, timeMs: 4, format: 'mllog' },
    ],
    status: 'unknown',
    problems: [{ line: 2, message: 'm.b: NaN is not a finite number' }],
    settings: { a: 'y' },
    omitted: { measurements: 0, problems: 0, settings: 0 },
  });
});

t.test('texts under any key are settings', async (t) => {
  const collection = createCollection();
  const say = (value: unknown) =>
    collection.add('mllog', { kind: 'entry', entry: { key: 'opt_name', value } }, 1, false);
  say('sgd');
  say('lamb');
  collection.add('mllog', { kind: 'entry', entry: { key: 'x', value: { y: true, z: 1 } } }, 1, false);
  t.match(collection.end(null), { measurements: [{ metric: 'x.z' }], settings: { opt_name: 'lamb', 'x.y': 'true' } });
});

t.test('of several ends the worst counts', async (t) => {
  const status = (...statuses: string[]) => {
    const collection = createCollection();
    for (const status of statuses)
      collection.add('mllog', { kind: 'entry', entry: { key: 'run_stop', value: null, status } }, 1, false);
    return collection.end(null).status;
  };
  t.equal(status(), 'unknown');
  t.equal(status('success'), 'success');
  t.equal(status('aborted', 'success'), 'aborted');
  t.equal(status('success', 'FAILED', 'aborted'), 'failed');
  const collection = createCollection();
  collection.add('perfzero', { ...values(0), end: 'failed', problems: ['p'] }, 7, false);
  t.match(collection.end(null), { status: 'failed', problems: [{ line: 7, message: 'p' }] });
});

t.test('everything is bounded, and what is left out is counted', async (t) => {
  const collection = createCollection();
  for (let i = 0; i < MEASUREMENTS_MAX / 1000; i += 1) collection.add('mad', values(1000), 1, false);
  collection.add(
    'mad',
    { ...values(5), settings: Array.from({ length: 203 }, (_, i) => [`s${i}`, 'x'] as const) },
    1,
    false,
  );
  for (let i = 0; i < MAX_PROBLEMS + 2; i += 1)
    collection.add('mad', { kind: 'problem', message: 'x'.repeat(300) }, i + 1, i === 0);
  const { measurements, problems, settings, omitted } = collection.end(null);
  t.equal(measurements.length, MEASUREMENTS_MAX);
  t.equal(problems.length, MAX_PROBLEMS);
  t.equal(problems[1]?.message.length, 200);
  t.equal(Object.keys(settings).length, 200);
  t.strictSame(omitted, { measurements: 5, problems: 2, settings: 3 });
});

t.test('measurements may be taken as they come', async (t) => {
  const taken: LogMeasurement[] = [];
  const refused: UnusableMeasurement[] = [];
  const taker = {
    take: (one: LogMeasurement) => taken.push(one),
    refuse: (one: UnusableMeasurement) => refused.push(one),
  };
  for (const collection of [createCollection(taker), createCollection({ take: taker.take })]) {
    collection.add('mad', values(2), 1, false);
    collection.add('mad', { kind: 'entry', entry: { key: 'loss', value: 'NaN', step: 3 } }, 2, false);
    t.match(collection.end(null), {
      measurements: [],
      problems: [{ line: 2, message: 'loss: NaN is not a finite number' }],
    });
  }
  t.equal(taken.length, 4);
  t.match(refused, [{ metric: 'loss', value: 'NaN', step: 3, format: 'mad' }]);
});

t.test('a line with too many values says so', async (t) => {
  const collection = createCollection();
  const value = Array.from({ length: FIELDS_MAX + 1 }, (_, i) => i);
  collection.add('mllog', { kind: 'entry', entry: { key: 'k', value } }, 4, false);
  const { measurements, problems } = collection.end(null);
  t.equal(measurements.length, FIELDS_MAX);
  t.strictSame(problems, [{ line: 4, message: 'k: more than 1000 values on one line' }]);
});

t.test('a line over the bound is said to be one; a named format that is absent is a problem', async (t) => {
  const collection = createCollection();
  collection.add('mllog', { kind: 'problem', message: 'broken' }, 3, true);
  t.match(collection.end('keras'), {
    format: 'keras',
    problems: [
      { line: 3, message: 'broken: its line is longer than 65536 bytes' },
      { line: 1, message: 'the log has no line of the format keras' },
    ],
  });
  t.equal(createCollection().end(null).format, null);
});
