import { readFileSync } from 'node:fs';
import t from 'tap';
import { createKerasReader } from '../../../services/core/formats/keras.ts';
import { createLineSplitter } from '../../../services/core/formats/lines.ts';

const all = (...lines: string[]) => {
  const reader = createKerasReader();
  return lines.map((line) => reader.read(line));
};

for (const file of ['keras-verbose1', 'keras-verbose2', 'keras-terminal']) {
  t.test(`a recorded log: ${file}`, async (t) => {
    const splitter = createLineSplitter();
    const bytes = readFileSync(new URL(`../../fixtures/formats/${file}.txt`, import.meta.url));
    const lines = [...splitter.push(bytes), ...splitter.end()].map(({ text }) => text);
    const readings = all(...lines).flatMap((reading) => (reading?.kind === 'entries' ? [reading] : []));
    const keys = readings.map(({ entries }) => entries.map(({ key, step }) => [key, step]));
    const epoch = (step: number) =>
      ['accuracy', 'loss', 'val_accuracy', 'val_loss', 'step_seconds', 'epoch_seconds'].map((key) => [key, step]);
    const evaluation = ['accuracy', 'loss', 'step_seconds', 'seconds'].map((key) => [`evaluate_${key}`, undefined]);
    t.strictSame(keys, [epoch(1), epoch(2), epoch(3), evaluation]);
    t.match(
      readings[0]?.entries.map(({ value }) => value),
      [0.4629, 0.8663, 0.4375, 0.8705],
    );
    t.match(
      readings[3]?.entries.map(({ value }) => value),
      [0.5172, 0.7844],
    );
    t.strictSame(
      readings.map(({ end }) => end),
      [undefined, undefined, 'success', undefined],
    );
  });
}

t.test('Keras 2: bars of brackets, times by sample and by epoch, lines without a count', async (t) => {
  t.match(
    all('Epoch 1/2', '60000/60000 [==============================] - 5s 83us/sample - loss: 0.22 - acc: nan')[1],
    {
      entries: [
        { key: 'loss', value: 0.22, step: 1 },
        { key: 'acc', value: 'NaN' },
        { key: 'sample_seconds', value: 0.000083 },
        { key: 'epoch_seconds', value: 5 },
      ],
    },
  );
  t.match(all('Epoch 1/2', '469/469 - 1s - loss: 0.25 - 1s/epoch - 3ms/step')[1], {
    entries: [{ key: 'loss' }, { key: 'step_seconds', value: 0.003 }, { key: 'epoch_seconds', value: 1 }],
  });
  t.match(all('Epoch 1/1', ' - 5s - loss: 0.25 - acc: 0.92')[1], {
    entries: [{ key: 'loss' }, { key: 'acc' }, {}],
    end: 'success',
  });
  t.equal(all(' - 5s - loss: 0.25')[0], null);
});

t.test('what is drawn over, not finished or of unknown length is left out', async (t) => {
  for (const line of [
    '16/16 ━━ 0s 3ms/step - loss: 0.5\b\b\b',
    ' 6/16 ━━ 2s 297ms/step - loss: 0.84',
    '     16/Unknown 1s 3ms/step - loss: 1',
  ]) {
    t.equal(all('Epoch 1/3', line)[1], null);
  }
  t.match(all('Epoch 1/3', '1/16 0s\b\b\b16/16 ━━ 2s 34ms/step - loss: 0.5  ')[1], {
    entries: [{ key: 'loss', value: 0.5 }, {}, {}],
  });
});

t.test('a prediction measures nothing; other output is nothing', async (t) => {
  t.equal(all('20/20 ━━━━ 0s 1ms/step')[0], null);
  for (const line of ['', 'loss: 0.5', 'Epoch one', 'step 3/3 done', 'see 2026/11 0s'])
    t.equal(all(line)[0], null, line);
});
