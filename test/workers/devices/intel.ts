import t from 'tap';
import { readXpuIndices, readXpuSmi } from '../../../workers/devices/xpu-smi.ts';
import { toolOutput } from '../../support/devices.ts';

const discovery = toolOutput('intel/xpu-smi-discovery-max1100.json');
const detail = toolOutput('intel/xpu-smi-discovery-max1100-device0.json');

t.test('two Max 1100, one of them in detail', async (t) => {
  t.same(readXpuIndices(discovery), [0, 1]);
  const reading = readXpuSmi(discovery, new Map([[0, detail]]), toolOutput('intel/xpu-smi-ps.json'));
  t.match(reading?.devices[0], {
    vendor: 'intel',
    uuid: '00000000-0000-0029-0000-002f0bda8086',
    model: 'Intel(R) Data Center GPU Max 1100',
    driver: 'I915_23.10.72_PSB_231129.76',
    firmware: '',
    memoryMiB: 49_136,
    ecc: 'on',
    busId: '0000:29:00.0',
  });
  t.same(
    reading?.devices[0]?.processes,
    [
      { pid: 768_707, name: 'python', memoryMiB: 5592 },
      { pid: 5225, name: 'slurmd', memoryMiB: 1 },
    ],
    'the management daemon computes nothing',
  );
  t.match(reading?.devices[1], { driver: '', memoryMiB: null, processes: [] });
});

t.test('no discovery, no reading', async (t) => {
  for (const text of ['', '{"error": "device not found", "errno": 1}', 'Error: x', '[]']) {
    t.equal(readXpuSmi(text, new Map(), ''), null, text);
    t.equal(readXpuIndices(text), null);
  }
  t.same(readXpuSmi('{"device_list":[{"device_name":"no number"}]}', new Map(), '')?.devices, []);
});
