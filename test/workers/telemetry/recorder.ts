import t from 'tap';
import { DEVICE_ROWS_MAX } from '../../../services/core/telemetry/rate.ts';
import { createRecorder, OWN } from '../../../workers/telemetry/recorder.ts';

t.test('the first look is a row, later rows are means, and the rest comes at the end', async (t) => {
  const recorder = createRecorder();
  recorder.look('GPU-1', { clockMHz: 100 }, 0);
  recorder.look(OWN, { utilisation: 1 }, 0);
  t.same(recorder.take(), [
    { timeMs: 0, device: 'GPU-1', clockMHz: 100 },
    { timeMs: 0, utilisation: 1 },
  ]);
  recorder.look('GPU-1', { clockMHz: 200 }, 300);
  t.same(recorder.take(), [], 'a row stands for a second');
  recorder.look('GPU-1', { clockMHz: 400 }, 1000);
  t.same(recorder.take(), [{ timeMs: 1000, device: 'GPU-1', clockMHz: 300 }]);
  recorder.look('GPU-1', { clockMHz: 7 }, 1100);
  t.same(recorder.take(true), [{ timeMs: 1100, device: 'GPU-1', clockMHz: 7 }]);
  t.same(recorder.take(true), [], 'each is given once');
});

t.test('a week of looks stays within the bound, and no row that was given changes', async (t) => {
  const recorder = createRecorder();
  let rows = 0;
  let last = -1;
  for (let at = 0; at <= 604_800; at += 1) {
    recorder.look('GPU-1', { power: 300 }, at * 1000);
    for (const row of recorder.take()) {
      rows += 1;
      if (row.timeMs <= last) t.fail('rows go on in time');
      last = row.timeMs;
    }
  }
  t.ok(rows <= DEVICE_ROWS_MAX && rows > DEVICE_ROWS_MAX - 300, `${rows} rows`);
  t.ok(604_800_000 - last < 1024 * 1000, 'the last one is near the end');
});
