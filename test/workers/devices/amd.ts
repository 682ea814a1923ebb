import t from 'tap';
import { readAmdSmi } from '../../../workers/devices/amd-smi.ts';
import { readRocmSmi } from '../../../workers/devices/rocm-smi.ts';
import { toolOutput } from '../../support/devices.ts';

const list = toolOutput('amd/amd-smi-list-strix-halo.json');
const fixed = toolOutput('amd/amd-smi-static-mi210.json');
const metric = toolOutput('amd/composed-amd-smi-metric-clock.json');
const process = toolOutput('amd/composed-amd-smi-process.json');

t.test('amd-smi, four calls', async (t) => {
  const reading = readAmdSmi({ list, static: fixed, metric, process });
  t.equal(reading?.devices.length, 1);
  t.match(reading?.devices[0], {
    vendor: 'amd',
    index: 0,
    uuid: '00ff1586-0000-1000-8000-000000000000',
    model: 'AMD Instinct MI210',
    firmware: 'Mi200 pcie',
    memoryMiB: 65_520,
    ecc: 'on',
    powerLimitWatts: 300,
    maxClockMHz: 1700,
    busId: '0000:c4:00.0',
  });
  t.same(
    reading?.devices[0]?.processes,
    [{ pid: 2_168_274, name: 'python3.12', memoryMiB: 1945 }],
    'a process that holds none of its memory does not use it',
  );
});

t.test('calls that failed leave their fields unknown', async (t) => {
  const bare = readAmdSmi({ list, static: '', metric: 'no', process: '{}' })?.devices[0];
  t.match(bare, { uuid: '00ff1586-0000-1000-8000-000000000000', model: '', memoryMiB: null, ecc: '', processes: [] });
  const unnamed = readAmdSmi({ list: '', static: fixed, metric: '', process: '' })?.devices[0];
  t.match(unnamed, { uuid: '', model: 'AMD Instinct MI210', busId: '' });
  t.equal(readAmdSmi({ list: 'Traceback', static: '', metric, process }), null);
});

t.test('the limits of ROCm 7 and boards without a limit', async (t) => {
  const limit = (text: string) =>
    readAmdSmi({ list, static: `[{"gpu":0,"limit":${text}}]`, metric: '', process: '' })?.devices[0]?.powerLimitWatts;
  t.equal(limit('{"ppt0":{"socket_power_limit":{"value":1000,"unit":"W"}}}'), 1000);
  t.equal(limit('{"socket_power":{"value":0,"unit":"W"}}'), null);
  t.equal(limit('"N/A"'), null);
});

t.test('rocm-smi of three versions', async (t) => {
  const first = (name: string) => readRocmSmi(toolOutput(`amd/${name}`))?.devices[0];
  t.match(first('rocm-smi-mi100_rocm602.json'), {
    uuid: '0x79ccd55167a2124a',
    model: 'Arcturus GL-XL [Instinct MI100]',
    driver: '6.3.6',
    firmware: '113-D3431401-101',
    memoryMiB: 32_752,
    powerLimitWatts: 290,
    busId: '0000:83:00.0',
  });
  t.match(first('rocm-smi-mi100_rocm571.json'), { uuid: '0000:1e:00.0', driver: '6.2.4' }, 'no unique id: its place');
  t.match(first('rocm-smi-vega-20-WKS-GL-XE.json'), { driver: '5.9.17', powerLimitWatts: 225 });
  t.equal(readRocmSmi(toolOutput('amd/rocm-smi-mi100_rocm571.json'))?.devices.length, 6);
});

t.test('what rocm-smi writes without a card', async (t) => {
  for (const text of ['WARNING: No JSON data to report', '', 'null', '[]', '{}'])
    t.equal(readRocmSmi(text), null, text);
  t.same(readRocmSmi('{"system":{"Driver version":"6"}}')?.devices, []);
  t.match(readRocmSmi('{"card0":"broken"}')?.devices, [{ uuid: '', model: '' }]);
});
