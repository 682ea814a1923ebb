import t from 'tap';
import { createCpuPool } from '../../../workers/devices/cpus.ts';

t.test('processors are shared out', async (t) => {
  const pool = createCpuPool([0, 1, 2, 3]);
  t.same(pool.take(2), [2, 3], 'the highest first');
  t.same(pool.take(0.5), [1], 'a part of one is one');
  t.same(pool.take(2), [0, 3], 'the least used, then the highest');
  pool.giveBack([2, 3]);
  t.same(pool.take(1), [2]);
  t.throws(() => pool.take(5), { code: 'DEVICE_MISSING', message: /needs 5 processors, this host has 4/ });
});
