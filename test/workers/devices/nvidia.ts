import t from 'tap';
import { hasMig, readNvidia } from '../../../workers/devices/nvidia.ts';
import { toolOutput } from '../../support/devices.ts';

t.test('a T4, driver 515: what computes on it, and not what draws', async (t) => {
  const xml = toolOutput('nvidia/tesla-t4.xml');
  t.notOk(hasMig(xml));
  t.same(readNvidia(xml, ''), {
    devices: [
      {
        vendor: 'nvidia',
        index: 0,
        uuid: 'GPU-d37e67a5-91dd-3774-a5cb-99096249601a',
        model: 'Tesla T4',
        driver: '515.105.01',
        firmware: '90.04.84.00.06',
        memoryMiB: 15_360,
        ecc: 'on',
        mig: '',
        parent: null,
        powerLimitWatts: 70,
        maxClockMHz: 1590,
        busId: '0000:00:1e.0',
        processes: [{ pid: 5762, name: 'python', memoryMiB: 1005 }],
      },
    ],
    findings: [],
  });
});

t.test('the newest document, driver 595', async (t) => {
  const [device] = readNvidia(toolOutput('nvidia/rtx-4000-sff-ada-v13.xml'), '')?.devices ?? [];
  t.match(device, { driver: '595.84', ecc: 'off', powerLimitWatts: 70, memoryMiB: 20_475, busId: '0000:06:00.0' });
  t.same(device?.processes, [
    { pid: 4937, name: 'python', memoryMiB: 160 },
    { pid: 34_626, name: 'chromium', memoryMiB: 183 },
  ]);
});

t.test('MIG devices stand for their GPU', async (t) => {
  const xml = toolOutput('nvidia/a100-sxm4-v12.xml');
  t.ok(hasMig(xml));
  const reading = readNvidia(xml, toolOutput('nvidia/composed-a100-mig-list.txt'));
  t.equal(reading?.devices.length, 4);
  t.same(reading?.findings, []);
  t.match(reading?.devices[2], {
    uuid: 'MIG-00000000-0000-0000-0000-0000000000a2',
    parent: 'GPU-513536b6-7d19-9063-b049-1e69664bb298',
    model: 'NVIDIA A100-SXM4-80GB MIG 1g.20gb',
    memoryMiB: 19_968,
    mig: 'on',
    powerLimitWatts: 500,
  });
  const nameless = readNvidia(xml, toolOutput('nvidia/h100-mig-list.txt'));
  t.same(nameless?.devices, [], 'a list of another machine names none of them');
  t.match(nameless?.findings, [{ code: 'device-unusable', message: /4 MIG devices of GPU-513536b6.*no UUID/ }]);
});

t.test('processes belong to the MIG device whose instances they name', async (t) => {
  const process = (gpu: number, pid: number) =>
    `<process_info><gpu_instance_id>${gpu}</gpu_instance_id><compute_instance_id>0</compute_instance_id><pid>${pid}</pid><type>C</type><process_name>a</process_name><used_memory>1 MiB</used_memory></process_info>`;
  const xml = toolOutput('nvidia/a100-sxm4-v12.xml').replace(
    '<processes />',
    `<processes>${process(4, 7)}${process(6, 8)}</processes>`,
  );
  const devices = readNvidia(xml, toolOutput('nvidia/composed-a100-mig-list.txt'))?.devices ?? [];
  t.same(
    devices.map(({ processes }) => processes.map(({ pid }) => pid)),
    [[], [7], [], [8]],
  );
});

t.test('a GPU in MIG mode without a MIG device is a finding', async (t) => {
  const xml = toolOutput('nvidia/tesla-t4.xml').replace('<current_mig>N/A', '<current_mig>Enabled');
  t.match(readNvidia(xml, ''), { devices: [], findings: [{ code: 'device-unusable', message: /has no MIG device/ }] });
});

t.test('anything else is no reading', async (t) => {
  const xml = toolOutput('nvidia/tesla-t4.xml');
  for (const text of ['', 'No devices were found\n', '<other></other>', xml.slice(0, 5000), `${xml}x`])
    t.equal(readNvidia(text, ''), null);
  t.same(readNvidia('<nvidia_smi_log><gpu><uuid>[N/A]</uuid></gpu></nvidia_smi_log>', '')?.devices[0]?.uuid, '');
});
