import t from 'tap';
import { acceleratorOf, type Device } from '../../../services/core/model/device.ts';

const device: Device = {
  vendor: 'nvidia',
  index: 0,
  uuid: 'GPU-1',
  model: 'NVIDIA H100',
  driver: '550',
  firmware: '96',
  memoryMiB: 81_559,
  ecc: 'on',
  mig: 'off',
  parent: null,
  powerLimitWatts: 700,
  maxClockMHz: 1980,
  busId: '0000:19:00.0',
  numaNode: 0,
  renderNode: '/dev/dri/renderD128',
  processes: [],
};

t.test('an environment holds of a device what can change a result', async (t) => {
  t.same(acceleratorOf(device), {
    vendor: 'nvidia',
    model: 'NVIDIA H100',
    uuid: 'GPU-1',
    driver: '550',
    firmware: '96',
    memoryMiB: 81_559,
    ecc: 'on',
    mig: 'off',
    powerLimitWatts: 700,
  });
});

t.test('what the tool does not say is left out', async (t) => {
  t.same(acceleratorOf({ ...device, memoryMiB: null, ecc: '', mig: '', powerLimitWatts: null }), {
    vendor: 'nvidia',
    model: 'NVIDIA H100',
    uuid: 'GPU-1',
    driver: '550',
    firmware: '96',
  });
});
