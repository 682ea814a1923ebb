import { readFileSync } from 'node:fs';
import t from 'tap';
import { createHfTrainerReader } from '../../../services/core/formats/hf-trainer.ts';
import { createLineSplitter } from '../../../services/core/formats/lines.ts';

const all = (lines: readonly string[]) => {
  const reader = createHfTrainerReader();
  return lines.flatMap((line) => {
    const reading = reader.read(line);
    return reading?.kind === 'entries' ? [reading] : [];
  });
};
const read = (line: string) => createHfTrainerReader().read(line);

t.test('recorded logs, with progress bars and without', async (t) => {
  for (const file of ['hf-trainer', 'hf-trainer-tqdm']) {
    const splitter = createLineSplitter();
    const bytes = readFileSync(new URL(`../../fixtures/formats/${file}.txt`, import.meta.url));
    const readings = all([...splitter.push(bytes), ...splitter.end()].map(({ text }) => text));
    const values = (key: string) =>
      readings
        .flatMap(({ entries }) => entries)
        .filter((entry) => entry.key === key)
        .map(({ value }) => value);
    t.strictSame(values('loss'), [0.694, 0.6935, 0.6936, 0.6932], file);
    t.strictSame(values('eval_accuracy').slice(0, 2), [0.5625, 0.5], file);
    t.strictSame(values('train_runtime'), file === 'hf-trainer' ? [8.848, 8.84] : [10.8, 10.79]);
    t.strictSame(values('train_samples_per_second'), file === 'hf-trainer' ? [14.47, 14.467] : [11.86, 11.855]);
    t.equal(readings.filter(({ end }) => end === 'success').length, 2, 'the dict and the block');
  }
});

t.test('numbers as numbers, as older versions print them, and their units', async (t) => {
  t.match(
    read("{'train_runtime': 62.33, 'train_steps_per_second': 3.2, 'total_flos': 12.5, 'note': 'warm', 'epoch': 1.0}"),
    {
      entries: [
        { key: 'train_runtime', value: 62.33, unit: 's' },
        { key: 'train_steps_per_second', unit: 'steps/s' },
        { key: 'total_flos', unit: 'FLOP' },
        { key: 'epoch', value: 1 },
      ],
      settings: [['note', 'warm']],
      end: 'success',
    },
  );
  t.match(read("{'loss': nan, 'grad_norm': np.float64(0.5), 'epoch': 0.01}"), {
    entries: [{ value: 'NaN' }, { value: 0.5 }, {}],
  });
});

t.test('a block of metrics: durations, memory, operations, texts; it ends with any other line', async (t) => {
  const reader = createHfTrainerReader();
  t.equal(reader.read('***** train metrics *****'), null);
  t.equal(reader.within, true);
  t.match(reader.read('  train_runtime            = 1 day, 0:01:02.33'), {
    entries: [{ key: 'train_runtime', value: 86462.33, unit: 's' }],
  });
  t.match(reader.read('  eval_runtime             = 0:01:02'), { entries: [{ value: 62 }] });
  t.match(reader.read('  total_flos               =   1234GF'), { entries: [{ value: 1234, unit: 'GF' }] });
  t.match(reader.read('  before_init_mem_cpu      =     12MB'), { entries: [{ value: 12, unit: 'MB' }] });
  t.match(reader.read('  name                     =     bert'), { settings: [['name', 'bert']], entries: [] });
  t.match(reader.read("{'loss': 1, 'epoch': 1}"), { entries: [{ key: 'loss' }, {}] });
  t.equal(reader.within, false);
  t.equal(reader.read('  train_loss = 1'), null);
});

t.test('dicts of others, and what is broken', async (t) => {
  for (const line of ["{'a': 1}", "config: {'epoch': 1}", "'epoch': 1", '']) t.equal(read(line), null, line);
  t.match(read("{'loss': 0.5, 'epoch': 1"), { kind: 'problem' });
});
