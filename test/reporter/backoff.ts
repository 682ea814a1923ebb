import t from 'tap';
import { FIRST_WAIT_MS, MAX_WAIT_MS, waitAfter } from '../../services/reporter/backoff.ts';

t.test('waits double up to their bound', async (t) => {
  t.equal(waitAfter(0, undefined), FIRST_WAIT_MS);
  t.equal(waitAfter(1, undefined), 2 * FIRST_WAIT_MS);
  t.equal(waitAfter(3, undefined), 8 * FIRST_WAIT_MS);
  t.equal(waitAfter(1e6, undefined), MAX_WAIT_MS);
});

t.test('what GitHub asks for is granted', async (t) => {
  t.equal(waitAfter(0, 90_000), 90_000);
  t.equal(waitAfter(0, 1), FIRST_WAIT_MS);
});
