import t from 'tap';
import { createTfCnnReader } from '../../../services/core/formats/tf-cnn.ts';

const all = (...lines: string[]) => {
  const reader = createTfCnnReader();
  return lines.map((line) => reader.read(line));
};
const read = (line: string) => all(line)[0];
const step = '10\timages/sec: 14.2 +/- 0.1 (jitter = 0.3)\t7.020';

t.test('a step: speed, its uncertainty and jitter, the loss', async (t) => {
  t.strictSame(read(step), {
    kind: 'entries',
    entries: [
      { key: 'images_per_sec', value: 14.2, step: 10, unit: 'images/s' },
      { key: 'images_per_sec_uncertainty', value: 0.1, step: 10, unit: 'images/s' },
      { key: 'images_per_sec_jitter', value: 0.3, step: 10, unit: 'images/s' },
      { key: 'total_loss', value: 7.02, step: 10 },
    ],
  });
  t.match(read(`[1,0]<stdout>:${step}`), { entries: [{ step: 10 }, {}, {}, {}] });
});

t.test('with accuracies, without a spread, with another loss, with a loss that is no number', async (t) => {
  const [, reading] = all(
    'Step\tImg/sec\tbase_loss\ttop_1_accuracy\ttop_5_accuracy',
    '10\timages/sec: 14.2\tnan\t0.500\t1.000',
  );
  t.strictSame(reading, {
    kind: 'entries',
    entries: [
      { key: 'images_per_sec', value: 14.2, step: 10, unit: 'images/s' },
      { key: 'base_loss', value: 'NaN', step: 10 },
      { key: 'top_1_accuracy', value: 0.5, step: 10 },
      { key: 'top_5_accuracy', value: 1, step: 10 },
    ],
  });
  t.match(all('Step\tImg/sec\ttotal_loss', step)[1], { entries: [{}, {}, {}, { key: 'total_loss' }] });
});

t.test('the ends that it knows', async (t) => {
  t.strictSame(read('total images/sec: 138.95'), {
    kind: 'entries',
    entries: [{ key: 'total_images_per_sec', value: 138.95, unit: 'images/s' }],
    end: 'success',
  });
  const stopped = 'Stopping, as eval accuracy at least 0.76 was reached';
  for (const line of ['Done with training', stopped, 'Stopping, as the model indicates its custom goal was reached']) {
    t.strictSame(read(line), { kind: 'entries', entries: [], end: 'success' }, line);
  }
  t.equal(read('Stopping, as somebody said so'), null);
});

t.test('an evaluation has the step at which it was made', async (t) => {
  const accuracy = 'Accuracy @ 1 = 0.7601 Accuracy @ 5 = 0.9290 [50000 examples]';
  t.match(all('Running final evaluation at global_step 20', accuracy)[1], {
    entries: [
      { key: 'eval_top_1_accuracy', value: 0.7601, step: 20 },
      { key: 'eval_top_5_accuracy', value: 0.929 },
      { key: 'eval_examples', value: 50000 },
    ],
  });
  t.notOk('step' in ((read(accuracy) as unknown as { entries: object[] }).entries[0] as object));
  t.strictSame(read('10\t1432.1 examples/sec'), {
    kind: 'entries',
    entries: [{ key: 'eval_examples_per_sec', value: 1432.1, step: 10, unit: 'examples/s' }],
  });
});

t.test('settings are read from the model on up to the double line', async (t) => {
  const reader = createTfCnnReader();
  t.match(reader.read('Model:       resnet50'), { settings: [['Model', 'resnet50']], entries: [] });
  t.equal(reader.within, true);
  t.match(reader.read('Batch size:  64 global'), { settings: [['Batch size', '64 global']] });
  t.match(reader.read('             32 per device'), { settings: [['Batch size per device', '32']] });
  t.equal(reader.read('             2 batches per prepocessing group'), null);
  t.equal(reader.read('=========='), null);
  t.equal(reader.within, false);
  t.equal(reader.read('Batch size:  64 global'), null);
});

t.test('a block of settings without an end is left after a while', async (t) => {
  const reader = createTfCnnReader();
  reader.read('Model:       resnet50');
  for (let line = 0; line < 40; line += 1) reader.read('something else');
  t.equal(reader.within, false);
});

t.test('a broken step is a problem, other output is nothing', async (t) => {
  t.match(read('10\timages/sec: fast'), { kind: 'problem' });
  for (const line of ['', 'throughput in images/sec: none', 'Model: resnet50', 'Img/sec per GPU'])
    t.equal(read(line), null, line);
});
