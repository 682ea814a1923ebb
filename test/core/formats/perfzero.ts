import { readFileSync } from 'node:fs';
import t from 'tap';
import { PERFZERO } from '../../../services/core/formats/perfzero.ts';

const example = JSON.parse(
  readFileSync(new URL('../../fixtures/formats/perfzero-summary.json', import.meta.url), 'utf8'),
);
const withResult = (fields: object, info: object = {}) => ({
  ...example,
  benchmark_info: { ...example.benchmark_info, ...info },
  benchmark_result: { ...example.benchmark_result, ...fields },
});

t.test('the example of its manual', async (t) => {
  t.match(PERFZERO.read(example), {
    entries: [
      { key: 'wall_time', value: 14.552583694458008, unit: 's', timeMs: 1550040322899.1697 },
      { key: 'accuracy_top_5', value: 0.7558000087738037 },
      { key: 'accuracy_top_1', value: 0.2639999985694885 },
      { key: 'max_rss', value: 4269047808, unit: 'B' },
      { key: 'max_vms', unit: 'B' },
      { key: 'max_cpu_percent', unit: '%' },
    ],
    problems: [],
    end: 'success',
  });
  const { settings } = PERFZERO.read(example) as unknown as { settings: [string, string][] };
  t.equal(Object.fromEntries(settings)['system_info.accelerator_model'], 'Tesla V100-SXM2-16GB');
});

t.test('a method that failed, or that reported nothing', async (t) => {
  t.match(PERFZERO.read(withResult({ succeeded: false })), { end: 'failed' });
  t.match(PERFZERO.read(withResult({}, { has_exception: true })), { end: 'failed' });
  t.notOk('end' in (PERFZERO.read(withResult({ succeeded: undefined })) as object));
  t.match(PERFZERO.read(withResult({ wall_time: -1 })), { problems: [/reported no wall_time: -1/] });
  t.match(PERFZERO.read(withResult({ wall_time: 'NaN', name: undefined })), {
    problems: ['the method reported no wall_time: it is no number'],
  });
});

t.test('metrics and extras that are numbers as texts, texts, or nothing', async (t) => {
  const extras = [{ name: 'examples', value: '12.5' }, { name: 'note', value: 'warm' }, { value: 1 }, 3];
  t.match(PERFZERO.read(withResult({ metrics: [{ name: 'accuracy', value: 'NaN' }], extras, trial_id: 2 })), {
    entries: [{ key: 'wall_time' }, { key: 'accuracy', value: 'NaN' }, { key: 'examples', value: 12.5 }, {}, {}, {}],
    problems: ['a metric without a name', 'a metric without a name'],
    settings: [['name'], ['trial_id', '2'], ['execution_id'], ['note', 'warm']],
  });
});

t.test('a row of BigQuery holds its objects as texts', async (t) => {
  const row = Object.fromEntries(
    Object.entries(example).map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : value]),
  );
  t.strictSame(PERFZERO.read(row), PERFZERO.read(example));
});

t.test('a summary may lack everything else; other documents are none', async (t) => {
  t.match(PERFZERO.read({ benchmark_result: { wall_time: 1 }, process_info: { threads: 3 } }), {
    entries: [
      { key: 'wall_time', value: 1 },
      { key: 'threads', value: 3 },
    ],
    settings: [],
  });
  t.match(PERFZERO.read({ benchmark_result: { wall_time: 1 } }), { entries: [{ key: 'wall_time' }] });
  for (const value of [null, [], {}, { benchmark_result: 1 }]) t.equal(PERFZERO.read(value), null);
});
