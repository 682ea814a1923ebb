import t from 'tap';
import { runVariables } from '../../../services/core/model/run-variables.ts';
import { somePins } from '../../support/builders.ts';

const limits = { timeoutSeconds: 60, memoryMiB: 512, cpus: 1, pids: 64, shmMiB: 64, tmpMiB: 32 };

t.test('the manifest’s variables, then what the script is told', async (t) => {
  t.same(Object.entries(runVariables({ pins: somePins(), seed: 3, limits })), [
    ['OMP_NUM_THREADS', '1'],
    ['PLUMBLINE_CONFIG', '{"epochs":3}'],
    ['PLUMBLINE_SEED', '3'],
    ['PLUMBLINE_DATA', '/data'],
  ]);
  t.match(runVariables({ pins: somePins(), seed: 3, limits: { ...limits, devices: 8 } }), {
    PLUMBLINE_DEVICE_COUNT: '8',
  });
});
