import t from 'tap';
import { devicesOf, GRACE_SECONDS, graceSecondsOf } from '../../../services/core/model/worker.ts';

t.test('a run asks for the accelerators that its limits name', async (t) => {
  const limits = { timeoutSeconds: 1, memoryMiB: 16, cpus: 1, pids: 1, shmMiB: 1, tmpMiB: 1 };
  t.equal(devicesOf(limits), 0);
  t.equal(devicesOf({ ...limits, devices: 8 }), 8);
});

t.test('only a run with checkpoints is given time to save them', async (t) => {
  const limits = { timeoutSeconds: 1, memoryMiB: 16, cpus: 1, pids: 1, shmMiB: 1, tmpMiB: 1, graceSeconds: 5 };
  t.equal(graceSecondsOf(limits), 0);
  t.equal(graceSecondsOf({ ...limits, checkpointMiB: 1 }), 5);
  const { graceSeconds: _, ...unsaid } = limits;
  t.equal(graceSecondsOf({ ...unsaid, checkpointMiB: 1 }), GRACE_SECONDS);
});
