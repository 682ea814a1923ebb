import t from 'tap';
import { readOldMlperf } from '../../../services/core/formats/mlperf-old.ts';

const line = (tag: string) => `:::MLPv0.5.0 resnet 1537302346.205 (mlperf.py:12) ${tag}`;

t.test('v0.5: a key, with its value or without', async (t) => {
  t.strictSame(readOldMlperf(line('run_final')), {
    kind: 'entry',
    entry: { key: 'run_final', value: null, timeMs: 1537302346205 },
  });
  t.match(readOldMlperf(`NCF_RAW_${line('batch_size: 4096')}  `), { entry: { key: 'batch_size', value: 4096 } });
  t.match(readOldMlperf(line('shape: [224, 224]')), { entry: { value: [224, 224] } });
  t.match(readOldMlperf(line('bounds: {"min": 256}')), { entry: { key: 'bounds', value: { min: 256 } } });
});

t.test('a wrapped value, its epoch and how the run ended', async (t) => {
  t.match(readOldMlperf(line('eval_accuracy: {"epoch": 3, "value": 0.74}')), { entry: { value: 0.74, step: 3 } });
  t.match(readOldMlperf(line('eval_accuracy : { "deferred": true, "value": 0.5 }')), {
    entry: { key: 'eval_accuracy', value: 0.5 },
  });
  t.match(readOldMlperf(line('run_stop: {"success": true}')), { entry: { status: 'success' } });
  t.match(readOldMlperf(line('run_stop: {"success": false}')), { entry: { status: 'aborted' } });
});

t.test('v0.6: value and metadata', async (t) => {
  t.match(
    readOldMlperf('0: :::MLL 1556733699.6 eval_accuracy: {"value": 0.7, "metadata": {"epoch_num": 4, "lineno": 7}}'),
    {
      entry: { key: 'eval_accuracy', value: 0.7, step: 4, timeMs: 1556733699600 },
    },
  );
  t.match(readOldMlperf(':::MLL 1.0 run_stop: {"value": null, "metadata": {"status": "aborted"}}'), {
    entry: { status: 'aborted' },
  });
});

t.test('what is broken is a problem, what is not theirs is nothing', async (t) => {
  t.equal(readOldMlperf(':::MLLOG {}'), null);
  t.equal(readOldMlperf('Epoch 1'), null);
  t.match(readOldMlperf(':::MLPv0.5.0 Starting prediction timing.'), {
    kind: 'problem',
    message: 'a :::MLPv0. line without a time and a key',
  });
  t.match(readOldMlperf(':::MLL later run_stop: {}'), { message: 'a :::MLL line without a time and a key' });
  t.match(readOldMlperf(line("misc_info: {'key': 'apt'}")), { message: 'the value of misc_info is not JSON' });
});
