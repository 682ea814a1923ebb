import t from 'tap';
import { pauseMs } from '../../../workers/spool/backoff.ts';

t.test('pauses double up to a bound', async (t) => {
  t.same([1, 2, 3, 4].map(pauseMs), [250, 500, 1000, 2000]);
  t.equal(pauseMs(7), 10_000);
  t.equal(pauseMs(100_000), 10_000);
});
