import t from 'tap';
import { DEVICE_ROWS_MAX, LOOK_MS, ROWS_A_RATE, rowMs } from '../../../services/core/telemetry/rate.ts';

t.test('a row stands for twice the time after every so many rows', async (t) => {
  t.equal(rowMs(0), LOOK_MS);
  t.equal(rowMs(ROWS_A_RATE - 1), LOOK_MS);
  t.equal(rowMs(ROWS_A_RATE), 2 * LOOK_MS);
  t.equal(rowMs(3 * ROWS_A_RATE), 8 * LOOK_MS);
});

t.test('the longest run that a time limit allows stays within the bound', async (t) => {
  let rows = 0;
  for (let ms = 0; ms < 604_800_000; ms += rowMs(rows - 1)) rows += 1;
  t.ok(rows <= DEVICE_ROWS_MAX, `${rows} rows`);
  t.ok(rows > DEVICE_ROWS_MAX - ROWS_A_RATE, 'and the bound is no larger than it must be');
});
