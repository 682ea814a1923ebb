import t from 'tap';
import { readMad } from '../../../services/core/formats/mad.ts';

const entry = (text: string) => (readMad(text) as unknown as { entries: object[] }).entries[0];

t.test('the three shapes, and numbers with sign, decimals and exponent', async (t) => {
  t.strictSame(entry('performance: 14164 samples_per_second'), { key: 'samples_per_second', value: 14164 });
  for (const shape of ['14164/s, samples_per_second', '14164, /s samples_per_second', '14164,/s samples_per_second']) {
    t.strictSame(entry(`performance: ${shape}`), { key: 'samples_per_second', value: 14164, unit: '1/s' }, shape);
  }
  t.strictSame(entry('+ performance: 14164, samples_per_second'), { key: 'samples_per_second', value: 14164 });
  t.strictSame(entry('[0] performance: -1.23e+4 loss, done'), { key: 'loss', value: -12300 });
});

t.test('the lines of a node', async (t) => {
  t.strictSame(readMad('node_id: 3'), { kind: 'entries', entries: [], settings: [['node_id', '3']] });
  t.strictSame(entry('local_gpus: 8'), { key: 'local_gpus', value: 8, unit: 'GPUs' });
  t.strictSame(entry('test_duration: 61.25s'), { key: 'test_duration', value: 61.25, unit: 's' });
  t.strictSame(entry('Test Duration: 61 seconds'), { key: 'test_duration', value: 61, unit: 's' });
});

t.test('a line of theirs without a number is a problem, other output is nothing', async (t) => {
  t.match(readMad('performance: N/A samples_per_second'), { kind: 'problem' });
  for (const text of ['', 'peak_performance: 3 x', 'node_id: none', 'so much for performance: none'])
    t.equal(readMad(text), null, text);
});
