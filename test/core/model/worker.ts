import t from 'tap';
import { devicesOf } from '../../../services/core/model/worker.ts';

t.test('a run asks for the accelerators that its limits name', async (t) => {
  const limits = { timeoutSeconds: 1, memoryMiB: 16, cpus: 1, pids: 1, shmMiB: 1, tmpMiB: 1 };
  t.equal(devicesOf(limits), 0);
  t.equal(devicesOf({ ...limits, devices: 8 }), 8);
});
