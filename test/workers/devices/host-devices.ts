import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { Platform } from '../../../services/core/model/catalog.ts';
import type { Device, DeviceInventory } from '../../../services/core/model/device.ts';
import { openHostDevices } from '../../../workers/devices/host-devices.ts';
import { aDevice } from '../../support/devices.ts';

const architecture = process.arch === 'x64' ? 'amd64' : 'arm64';
const cpu: Platform = { schemaVersion: 1, name: 'cpu', title: 'CPU', architecture };
const h100: Platform = { ...cpu, name: 'h100', accelerator: { vendor: 'nvidia', model: 'H100', match: ['H100'] } };
const l4 = aDevice({ uuid: 'GPU-l4', model: 'NVIDIA L4' });
const going = new AbortController().signal;
const need = { devices: 1, cpus: 1, memoryMiB: 1 };

async function open(options: {
  platform?: (name: string) => Promise<Platform | null>;
  devices?: readonly string[] | null;
  host?: readonly Device[];
  findings?: DeviceInventory['findings'];
}) {
  const warnings: string[] = [];
  const asked = { platform: 0, inventory: 0 };
  const host = { devices: options.host ?? [] };
  const opened = await openHostDevices({
    door: {
      platform: async (name) => {
        asked.platform += 1;
        return options.platform?.(name) ?? h100;
      },
    },
    platform: 'h100',
    devices: options.devices ?? null,
    ours: async () => false,
    clock: systemClock,
    log: { info: () => undefined, warn: (message) => warnings.push(message), error: () => undefined },
    inventory: async () => {
      asked.inventory += 1;
      return { devices: host.devices, findings: options.findings ?? [] };
    },
    sys: '/nonexistent',
  });
  return { ...opened, warnings, asked, host };
}

t.test('a host that is none of its platform is refused, each time, until it is one', async (t) => {
  const { ensure, host, asked } = await open({ host: [l4] });
  const refused = { code: 'DEVICE_MISSING', message: /platform h100 needs H100.*this host has 1 × nvidia NVIDIA L4/ };
  await t.rejects(ensure(), refused);
  await t.rejects(ensure(), refused);
  host.devices = [l4, aDevice()];
  await Promise.all([ensure(), ensure()]);
  t.equal(asked.inventory, 3, 'two who ask at once ask once');
  await ensure();
  t.same(asked, { platform: 1, inventory: 3 }, 'and it is not asked again for a while');
});

t.test('runs get the devices of the platform alone', async (t) => {
  const { slots, ensure } = await open({ host: [l4, aDevice()] });
  await ensure();
  t.same((await slots.take(need, going)).devices, [aDevice()]);
  await t.rejects(slots.check({ ...need, devices: 2 }), { code: 'DEVICE_MISSING', message: /may use 1/ });
});

t.test('on a platform without accelerators a run gets none', async (t) => {
  const { slots, ensure } = await open({ host: [l4], platform: async () => cpu });
  await ensure();
  await t.rejects(slots.take(need, going), { code: 'DEVICE_MISSING' });
});

t.test('without a file for the platform the worker goes on, and says so', async (t) => {
  for (const platform of [
    async () => null,
    async () => Promise.reject(new PlumblineError('NOT_FOUND', 'no such page')),
  ]) {
    const { ensure, slots, warnings } = await open({ host: [l4], platform });
    await ensure();
    await ensure();
    t.equal(warnings.length, 1);
    t.same((await slots.take(need, going)).devices, [l4]);
  }
});

t.test('a service that is away is asked again', async (t) => {
  let away = true;
  const { ensure } = await open({
    host: [aDevice()],
    platform: async () => {
      if (away) throw new PlumblineError('API_UNAVAILABLE', 'away');
      return h100;
    },
  });
  await t.rejects(ensure(), { code: 'API_UNAVAILABLE' });
  away = false;
  await ensure();
});

t.test('worker.devices names what is here', async (t) => {
  const { slots } = await open({ host: [aDevice(), aDevice({ uuid: 'GPU-1', index: 1 })], devices: ['GPU-1'] });
  t.equal((await slots.take(need, going)).devices[0]?.uuid, 'GPU-1');
  await t.rejects(open({ host: [aDevice()], devices: ['GPU-0', 'GPU-7'] }), {
    code: 'CONFIG_INVALID',
    message: 'worker.devices names GPU-7, which this host does not have; it has GPU-0',
  });
  const findings = [{ code: 'tool-timed-out', vendor: 'nvidia', message: 'nvidia-smi did not answer' }] as const;
  await t.rejects(open({ devices: ['GPU-7'], findings }), {
    code: 'DEVICE_MISSING',
    message: /it has none; nvidia-smi did not answer/,
  });
  const none = await open({ host: [aDevice()], devices: [] });
  await t.rejects(none.slots.take(need, going), { code: 'DEVICE_MISSING' });
  await t.rejects(none.ensure(), { code: 'DEVICE_MISSING' });
});
