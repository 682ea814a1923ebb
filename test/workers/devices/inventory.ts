import t from 'tap';
import { readDevices } from '../../../workers/devices/inventory.ts';
import { someTools, toolOutput } from '../../support/devices.ts';
import { testFolder } from '../../support/folder.ts';

const nowhere = '/nonexistent';

t.test('a host without accelerators has none, and no findings', async (t) => {
  t.same(await readDevices({ run: someTools({}), sys: nowhere }), { devices: [], findings: [] });
});

t.test('devices know their place in the machine', async (t) => {
  const sys = testFolder(t, {
    bus: { pci: { devices: { '0000:00:1e.0': { numa_node: '1\n', drm: { card1: {}, renderD129: {} } } } } },
  });
  const run = someTools({ 'nvidia-smi -q': toolOutput('nvidia/tesla-t4.xml') });
  const { devices, findings } = await readDevices({ run, sys });
  t.same(findings, []);
  t.match(devices, [{ uuid: /^GPU-d37e67a5/, numaNode: 1, renderNode: '/dev/dri/renderD129' }]);
});

t.test('a machine with one memory node says -1', async (t) => {
  const sys = testFolder(t, { bus: { pci: { devices: { '0000:00:1e.0': { numa_node: '-1\n' } } } } });
  const run = someTools({ 'nvidia-smi -q': toolOutput('nvidia/tesla-t4.xml') });
  t.match((await readDevices({ run, sys })).devices, [{ numaNode: null, renderNode: '' }]);
});

t.test('MIG devices are asked for by name', async (t) => {
  const run = someTools({
    'nvidia-smi -q': toolOutput('nvidia/a100-sxm4-v12.xml'),
    'nvidia-smi -L': toolOutput('nvidia/composed-a100-mig-list.txt'),
  });
  t.equal((await readDevices({ run, sys: nowhere })).devices.length, 4);
  const hung = someTools({
    'nvidia-smi -q': toolOutput('nvidia/a100-sxm4-v12.xml'),
    'nvidia-smi -L': { kind: 'timed-out' },
  });
  t.match(await readDevices({ run: hung, sys: nowhere }), {
    devices: [],
    findings: [{ code: 'device-unusable' }, { code: 'tool-timed-out', message: /nvidia-smi -L did not answer/ }],
  });
});

t.test('a tool in trouble is a finding and no guess', async (t) => {
  const finding = async (answers: Parameters<typeof someTools>[0]) => {
    const { devices, findings } = await readDevices({ run: someTools(answers), sys: nowhere });
    t.same(devices, []);
    return findings;
  };
  t.match(await finding({ 'nvidia-smi': { kind: 'timed-out' } }), [{ code: 'tool-timed-out', vendor: 'nvidia' }]);
  t.match(await finding({ 'nvidia-smi': { kind: 'failed', reason: 'exit code 9: NVML' } }), [
    { code: 'tool-failed', message: 'nvidia-smi failed: exit code 9: NVML' },
  ]);
  t.match(await finding({ 'nvidia-smi': '\u0000garbage\nmore' }), [
    { code: 'tool-unreadable', message: /begins with "\\u0000garbage"/ },
  ]);
  t.match(await finding({ 'nvidia-smi': '' }), [{ message: /it is empty/ }]);
  t.match(await finding({ 'amd-smi list': 'x', 'amd-smi': '' }), [{ code: 'tool-unreadable', vendor: 'amd' }]);
  t.match(await finding({ 'amd-smi': { kind: 'failed', reason: 'exit code 1' } }), [{ code: 'tool-failed' }]);
  t.match(await finding({ 'rocm-smi': { kind: 'timed-out' } }), [{ message: /rocm-smi did not answer/ }]);
  t.match(await finding({ 'rocm-smi': 'WARNING: No JSON data to report' }), [{ code: 'tool-unreadable' }]);
  t.match(await finding({ 'xpu-smi': 'Error' }), [{ code: 'tool-unreadable', vendor: 'intel' }]);
  t.match(await finding({ 'xpu-smi': { kind: 'failed', reason: 'exit code 1' } }), [{ vendor: 'intel' }]);
});

t.test('AMD and Intel devices are handed over by their render node', async (t) => {
  const place = (node: string) => ({ numa_node: '0', drm: { [node]: {} } });
  const sys = testFolder(t, {
    bus: { pci: { devices: { '0000:29:00.0': place('renderD128'), '0000:c4:00.0': place('renderD130') } } },
  });
  const run = someTools({
    'xpu-smi discovery': toolOutput('intel/xpu-smi-discovery-max1100.json'),
    'xpu-smi discovery -d 0': toolOutput('intel/xpu-smi-discovery-max1100-device0.json'),
    'xpu-smi ps': { kind: 'failed', reason: 'exit code 3' },
    'amd-smi list': toolOutput('amd/amd-smi-list-strix-halo.json'),
    'amd-smi static': toolOutput('amd/amd-smi-static-mi210.json'),
    'amd-smi metric': toolOutput('amd/composed-amd-smi-metric-clock.json'),
    'amd-smi process': toolOutput('amd/composed-amd-smi-process.json'),
  });
  const { devices, findings } = await readDevices({ run, sys });
  t.match(devices, [
    { vendor: 'amd', renderNode: '/dev/dri/renderD130' },
    { vendor: 'intel', renderNode: '/dev/dri/renderD128' },
  ]);
  t.match(findings, [
    { code: 'tool-failed', message: 'xpu-smi ps failed: exit code 3' },
    { code: 'device-unusable', message: /intel device 1 .* no render node/ },
  ]);
});

t.test('a board whose tools are not installed is a finding', async (t) => {
  const board = (maker: string, kind: string) => ({ vendor: `${maker}\n`, class: `${kind}\n` });
  const sys = testFolder(t, {
    bus: {
      pci: {
        devices: {
          '0000:01:00.0': board('0x10de', '0x030200'),
          '0000:02:00.0': board('0x10de', '0x030200'),
          '0000:03:00.0': board('0x1002', '0x120000'),
          '0000:04:00.0': board('0x8086', '0x030000'),
          '0000:05:00.0': board('0x1234', '0x030200'),
        },
      },
    },
  });
  const { findings } = await readDevices({ run: someTools({}), sys });
  t.match(findings, [
    { code: 'no-tool', vendor: 'nvidia', message: /2 nvidia boards/ },
    { code: 'no-tool', vendor: 'amd' },
  ]);
  t.equal(findings.length, 2, 'a plain display adapter is none');
});

t.test('this very host can be asked', async (t) => {
  const { devices } = await readDevices();
  t.ok(Array.isArray(devices));
});
