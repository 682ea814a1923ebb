import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { amdCommands, amdReader } from '../../../workers/telemetry/amd.ts';
import { intelCommands, intelReader } from '../../../workers/telemetry/intel.ts';
import { nvidiaCommands, nvidiaReader } from '../../../workers/telemetry/nvidia.ts';
import type { LineReader, WatchedDevice } from '../../../workers/telemetry/reading.ts';
import { rocmReader } from '../../../workers/telemetry/rocm.ts';
import { ROOT } from '../../support/source-tree.ts';

const readAll = (read: LineReader, file: string) =>
  readFileSync(join(ROOT, 'test/fixtures', file), 'utf8')
    .split('\n')
    .flatMap((line) => read(line));
const device = (vendor: WatchedDevice['vendor'], index: number, uuid: string, parent: string | null = null) => ({
  ...{ vendor, index, uuid, parent },
});
const MASKED = 'GPU-00000000-0000-0000-0000-000000000000';

t.test('an H100, idle and under load, as its tool wrote it', async (t) => {
  t.same(readAll(nvidiaReader([device('nvidia', 0, MASKED)]), 'telemetry/nvidia-smi-h100.csv'), [
    {
      device: MASKED,
      figures: {
        clockMHz: 345,
        memoryClockMHz: 2619,
        temperature: 41,
        utilisation: 0,
        memoryMiB: 0,
        power: 69.85,
        throttled: [],
      },
    },
    {
      device: MASKED,
      figures: {
        clockMHz: 1980,
        memoryClockMHz: 2619,
        temperature: 59,
        utilisation: 1,
        memoryMiB: 19_818,
        power: 631.95,
        throttled: [],
      },
    },
  ]);
  t.same(
    readAll(nvidiaReader([device('nvidia', 0, MASKED)]), 'telemetry/nvidia-smi-rtx-4080-super.csv').map(
      ({ figures }) => [figures.clockMHz, figures.utilisation],
    ),
    [
      [210, 0],
      [2805, 0.07],
    ],
  );
});

t.test('a MIG device has the figures of the GPU it is a part of, and no use of its own', async (t) => {
  const mig = device('nvidia', 0, 'MIG-1', MASKED);
  const [idle, busy] = readAll(nvidiaReader([mig]), 'telemetry/nvidia-smi-h100-mig.csv');
  t.equal(idle?.device, 'MIG-1');
  t.notOk('utilisation' in (busy?.figures ?? {}), 'the tool does not tell it');
  t.ok((busy?.figures.power ?? 0) > (idle?.figures.power ?? 0));
});

t.test('only leased devices, only what slows them, and nothing where the tool says nothing', async (t) => {
  const leased = [device('nvidia', 0, 'GPU-1a'), device('nvidia', 1, 'GPU-2b'), device('nvidia', 2, 'GPU-3c')];
  const readings = readAll(nvidiaReader(leased), 'telemetry/nvidia-smi-loop-composed.csv');
  t.same(
    readings.map(({ device, figures }) => [device, figures.throttled]),
    [
      ['GPU-1a', []],
      ['GPU-2b', ['hardware slowdown', 'software thermal slowdown', 'hardware thermal slowdown']],
      ['GPU-3c', []],
      ['GPU-1a', undefined],
    ],
    'a power cap is how a GPU runs, and an idle one loses nothing',
  );
  t.same(readings[3]?.figures, { memoryClockMHz: 2619, temperature: 61, memoryMiB: 40_123 });
  t.equal(readAll(nvidiaReader(leased.slice(1, 2)), 'telemetry/nvidia-smi-loop-composed.csv').length, 1);
  t.same(nvidiaReader(leased)('No devices were found'), []);
});

t.test('AMD boards: the limits that say so slow them, the power limit and old boards’ status do not', async (t) => {
  const leased = [device('amd', 0, 'amd-0'), device('amd', 1, 'amd-1')];
  t.same(readAll(amdReader(leased), 'telemetry/amd-smi-watch-composed.csv'), [
    {
      device: 'amd-0',
      figures: {
        clockMHz: 1404,
        memoryClockMHz: 2000,
        temperature: 63,
        utilisation: 0.94,
        memoryMiB: 17_153,
        power: 612,
        throttled: ['socket thermal'],
      },
    },
    {
      device: 'amd-1',
      figures: { clockMHz: 132, memoryClockMHz: 900, temperature: 40, utilisation: 0, memoryMiB: 284 },
    },
  ]);
  const old = readAll(rocmReader([device('amd', 0, 'amd-0')]), 'devices/amd/rocm-smi-vega-20-WKS-GL-XE.json');
  t.same(old, [
    {
      device: 'amd-0',
      figures: {
        clockMHz: 1725,
        memoryClockMHz: 1000,
        temperature: 38,
        utilisation: 0,
        memoryMiB: 10_850_304 / 1_048_576,
        power: 26,
      },
    },
  ]);
  t.same(rocmReader(leased)('{ broken }'), []);
  t.same(rocmReader(leased)('WARNING: AMD GPU device(s) is/are in a low-power state.'), []);
});

t.test('Intel boards, with and without temperature', async (t) => {
  const leased = [device('intel', 1, 'xpu-1')];
  t.same(readAll(intelReader(leased), 'telemetry/xpu-smi-dump-max-1550.txt'), [
    { device: 'xpu-1', figures: { clockMHz: 1600, power: 286.91 } },
    { device: 'xpu-1', figures: { clockMHz: 1600, power: 287.57 } },
  ]);
  t.same(readAll(intelReader(leased), 'telemetry/xpu-smi-dump-max-1100.txt'), [
    { device: 'xpu-1', figures: { clockMHz: 0, utilisation: 0.0001, memoryMiB: 28.02, power: 105.25 } },
  ]);
  const read = intelReader(leased);
  read('Timestamp, DeviceId, GPU Frequency (MHz), Throttle reason');
  t.same(read('1, 1, 900, Thermal Excursion'), [
    { device: 'xpu-1', figures: { clockMHz: 900, throttled: ['thermal'] } },
  ]);
  t.same(read('1, 1, 900, Not Throttled'), [{ device: 'xpu-1', figures: { clockMHz: 900, throttled: [] } }]);
  t.same(read('1, 1, 900, N/A'), [{ device: 'xpu-1', figures: { clockMHz: 900 } }]);
});

t.test('each tool is asked for the leased devices alone, in one process for the whole run', async (t) => {
  const [nvidia, older] = nvidiaCommands([device('nvidia', 0, 'GPU-1a'), device('nvidia', 1, 'MIG-1', 'GPU-2b')], 1000);
  t.same(
    nvidia?.args.filter((arg) => /^--(?:id|loop-ms|format)/.test(arg)),
    ['--id=GPU-1a,GPU-2b', '--format=csv,nounits', '--loop-ms=1000'],
  );
  t.match(older?.args.join(' '), /clocks_throttle_reasons\.active/);
  const amd = amdCommands([device('amd', 3, 'a'), device('amd', 5, 'b')], 1000);
  t.match(amd[0]?.args.join(' '), /^PYTHONUNBUFFERED=1 amd-smi metric -g 3 5 .* -v --csv -w 1$/);
  t.match(amd.at(-1), { program: 'rocm-smi', repeatMs: 30_000 });
  t.match(
    intelCommands([device('intel', 0, 'x'), device('intel', 1, 'y')], 500)[0]?.args.join(' '),
    /^dump -d 0,1 -m 0,1,2,3,18,35 -i 1$/,
  );
});
