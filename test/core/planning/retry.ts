import t from 'tap';
import { retryDelayMs } from '../../../services/core/planning/retry.ts';

t.test('the wait doubles with every failed attempt and stays bounded', async (t) => {
  t.strictSame([1, 2, 3].map(retryDelayMs), [5_000, 10_000, 20_000]);
  t.equal(retryDelayMs(0), 5_000);
  t.equal(retryDelayMs(1000), 300_000);
});
