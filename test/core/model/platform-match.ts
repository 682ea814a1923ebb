import t from 'tap';
import type { Platform } from '../../../services/core/model/catalog.ts';
import { devicesOfPlatform, platformMismatch } from '../../../services/core/model/platform-match.ts';
import { aDevice } from '../../support/devices.ts';

const cpu: Platform = { schemaVersion: 1, name: 'cpu-x86_64', title: 'CPU', architecture: 'amd64' };
const h100: Platform = {
  ...cpu,
  name: 'nvidia-h100',
  accelerator: { vendor: 'nvidia', model: 'NVIDIA H100', match: ['H100', 'GH200'], memoryMiB: 80_000 },
};
const any: Platform = { ...cpu, name: 'nvidia-gpu', accelerator: { vendor: 'nvidia', model: 'any NVIDIA GPU' } };
const device = aDevice();
const l4 = aDevice({ uuid: 'GPU-1', model: 'NVIDIA L4', memoryMiB: 23_034 });
const machine = (...devices: (typeof device)[]) => ({ architecture: 'amd64', inventory: { devices, findings: [] } });

t.test('runs of a platform get the devices that match it', async (t) => {
  const small = aDevice({ uuid: 'MIG-1', model: 'NVIDIA H100 80GB HBM3 MIG 1g.10gb', memoryMiB: 9984 });
  const silent = aDevice({ uuid: 'GPU-2', model: 'nvidia gh200 480GB', memoryMiB: null });
  const all = [device, l4, small, silent, aDevice({ vendor: 'amd', model: 'H100' })];
  t.same(devicesOfPlatform(h100, all), [device, silent]);
  t.same(devicesOfPlatform(any, all), [device, l4, small, silent]);
  t.same(devicesOfPlatform(cpu, all), [], 'without accelerators in the platform, none');
});

t.test('names are whole words, whatever they are made of', async (t) => {
  const called = (model: string, ...match: string[]) =>
    devicesOfPlatform({ ...cpu, accelerator: { vendor: 'nvidia', model: 'x', match } }, [aDevice({ model })]).length ===
    1;
  t.ok(called('NVIDIA L4', 'NVIDIA L4'));
  t.notOk(called('NVIDIA L40S', 'NVIDIA L4'));
  t.ok(called('NVIDIA A100-SXM4-80GB', 'a100'));
  t.notOk(called('NVIDIA A100X', 'A100'));
  t.ok(called('Intel(R) Arc(TM) Pro B60 Graphics', 'Data Center GPU', 'Arc(TM) Pro'));
  t.notOk(called('Intel(R) ArcXTMX Pro', 'Arc.TM. Pro'), 'a text is no pattern');
});

t.test('a machine is one of a platform, or it is said why not', async (t) => {
  t.equal(platformMismatch(h100, machine(l4, device)), null);
  t.equal(platformMismatch(cpu, machine()), null);
  t.equal(
    platformMismatch({ ...cpu, name: 'cpu-arm64', architecture: 'arm64' }, machine()),
    'platform cpu-arm64 is arm64, this host is amd64',
  );
  t.equal(
    platformMismatch(h100, machine(l4, { ...l4, uuid: 'GPU-3' }, { ...l4, memoryMiB: null })),
    'platform nvidia-h100 needs NVIDIA H100: a device of nvidia called "H100" or "GH200" with at least 80000 MiB; ' +
      'this host has 2 × nvidia NVIDIA L4 (23034 MiB), 1 × nvidia NVIDIA L4',
  );
  const findings = [{ code: 'tool-timed-out', vendor: 'nvidia', message: 'nvidia-smi did not answer' }] as const;
  t.equal(
    platformMismatch(any, { architecture: 'amd64', inventory: { devices: [], findings } }),
    'platform nvidia-gpu needs any NVIDIA GPU: a device of nvidia; this host has none; nvidia-smi did not answer',
  );
});
