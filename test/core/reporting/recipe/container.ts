import t from 'tap';
import { containerCommand, containerOptions } from '../../../../services/core/reporting/recipe/container.ts';
import { somePins } from '../../../support/builders.ts';

// That these options make the worker's own sandbox is shown on a real engine: test/integration/recipe/sandbox.ts.
const limits = { timeoutSeconds: 60, memoryMiB: 512, cpus: 1, pids: 64, shmMiB: 64, tmpMiB: 32 };
const recipe = { pins: somePins(), seed: 1, limits, host: null };

t.test('the limits of the manifest', async (t) => {
  const options = containerOptions(recipe).join(' ');
  t.match(options, '--memory 512m --memory-swap 512m');
  t.match(options, '--pids-limit 64');
  t.match(options, 'size=32m');
  t.notMatch(options, '--cpus ');
  t.match(containerOptions({ ...recipe, limits: { ...limits, cpus: 1.5 } }).join(' '), '--cpus 1.5');
});

t.test('accelerators in the vendor’s way', async (t) => {
  const device = { model: 'X', uuid: 'u', driver: '1', firmware: '2' };
  const host = (vendor: string) => ({ accelerators: [{ ...device, vendor }] }) as never;
  const devices = { ...recipe, limits: { ...limits, devices: 8 } };
  t.match(containerOptions(devices).join(' '), '--gpus 8 --ulimit memlock=-1:-1 --ulimit stack=67108864:67108864');
  t.ok(containerOptions(devices).includes('--env PLUMBLINE_DEVICE_COUNT=8'));
  t.match(containerOptions({ ...devices, host: host('nvidia') }).join(' '), '--gpus 8');
  t.match(containerOptions({ ...devices, host: host('amd') }).join(' '), '--device /dev/kfd --device /dev/dri');
  t.match(containerOptions({ ...devices, host: host('intel') }).join(' '), '--device /dev/dri');
});

t.test('room for checkpoints', async (t) => {
  const options = containerOptions({ ...recipe, limits: { ...limits, checkpointMiB: 10 } });
  t.ok(options.includes('--mount "type=bind,source=$CHECKPOINTS,target=/checkpoint"'));
  t.ok(options.includes('--env PLUMBLINE_CHECKPOINT=/checkpoint'));
});

t.test('a withheld variable is taken from the reader’s own environment', async (t) => {
  const pins = somePins({ env: { HF_TOKEN: 'abcdefgh' } });
  t.ok(containerOptions({ ...recipe, pins }).includes('--env HF_TOKEN'));
});

t.test('the command is the entry point, without a shell', async (t) => {
  t.same(containerCommand({ ...recipe, pins: somePins({ command: ['python', 'a b.py', '$x'] }) }), {
    entrypoint: 'python',
    rest: "'a b.py' '$x'",
  });
  t.same(containerCommand({ ...recipe, pins: somePins({ command: [] }) }), { entrypoint: "''", rest: '' });
});
