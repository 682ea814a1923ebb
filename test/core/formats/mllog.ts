import t from 'tap';
import { readMllog } from '../../../services/core/formats/mllog.ts';

const line = (fields: object) =>
  `:::MLLOG ${JSON.stringify({ namespace: '', time_ms: 5, event_type: 'POINT_IN_TIME', key: 'k', value: 1, metadata: {}, ...fields })}`;
const entry = (fields: object) => {
  const reading = readMllog(line(fields));
  return reading?.kind === 'entry' ? reading.entry : reading;
};

t.test('the token is found behind any prefix', async (t) => {
  for (const prefix of ['', '0: ', 'ray-training | [0] ', '2026-11-24 ']) {
    t.match(readMllog(prefix + line({})), { kind: 'entry', entry: { key: 'k', value: 1, timeMs: 5 } });
  }
});

t.test('output without the token is not ours', async (t) => {
  for (const text of ['', 'Epoch 1', ':::MLLOG', ':::MLPERF {"key": 1}']) t.equal(readMllog(text), null);
});

t.test('unknown keys are ignored and all three events are read', async (t) => {
  for (const event_type of ['POINT_IN_TIME', 'INTERVAL_START', 'INTERVAL_END']) {
    t.match(readMllog(line({ event_type, extra: { deep: [1] } })), { kind: 'entry' });
  }
});

t.test('the step is the finest counter that is given', async (t) => {
  t.match(entry({ metadata: { epoch_num: 3 } }), { step: 3 });
  t.match(entry({ metadata: { epoch_num: 3, samples_count: 96 } }), { step: 96 });
  t.match(entry({ metadata: { epoch_num: 3, samples_count: 96, step_num: 12 } }), { step: 12 });
  t.match(entry({ metadata: { epoch_num: 'three' } }), { step: undefined });
  t.match(entry({ metadata: null, time_ms: 'now' }), { step: undefined, timeMs: undefined });
});

t.test('values of every kind are handed on, bare NaN as text', async (t) => {
  t.match(entry({ value: { throughput: 2 } }), { value: { throughput: 2 } });
  t.match(readMllog(':::MLLOG {"event_type": "POINT_IN_TIME", "key": "loss", "value": NaN}'), {
    kind: 'entry',
    entry: { key: 'loss', value: 'NaN' },
  });
});

t.test('the status of run_stop is read', async (t) => {
  t.match(entry({ key: 'run_stop', metadata: { status: 'aborted' } }), { status: 'aborted' });
  t.notOk('status' in (entry({ key: 'run_stop', metadata: { status: 1 } }) as object));
});

t.test('a broken line of ours is a problem that says what is wrong', async (t) => {
  t.strictSame(readMllog(':::MLLOG {"key": "acc'), { kind: 'problem', message: 'the text after :::MLLOG is not JSON' });
  t.match(readMllog(':::MLLOG 1'), { message: 'the text after :::MLLOG is not a JSON object' });
  t.match(readMllog(line({ key: '' })), { message: 'an :::MLLOG line whose "key" is not a name: ' });
  t.match(readMllog(line({ key: 7 })), { message: 'an :::MLLOG line whose "key" is not a name: 7' });
  t.match(readMllog(line({ event_type: 'POINT' })), {
    message: 'an :::MLLOG line whose "event_type" is unknown: POINT',
  });
});
