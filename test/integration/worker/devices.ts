import t from 'tap';
import type { Platform } from '../../../services/core/model/catalog.ts';
import { startTestWorker } from '../../support/worker.ts';

// Devices on a host that has none, with the real engine: what a worker refuses, and that a run without devices is as ever.

const platform: Platform = {
  schemaVersion: 1,
  name: 'test',
  title: 'A GPU that nobody has',
  architecture: process.arch === 'x64' ? 'amd64' : 'arm64',
  accelerator: { vendor: 'nvidia', model: 'NVIDIA X9000', match: ['X9000'] },
};

t.test('a worker on a host that is none of its platform takes no work and says why, again and again', async (t) => {
  const { door, log, order } = await startTestWorker(t, {
    before(door) {
      door.platformFile = platform;
    },
  });
  const run = order();
  door.giveRun(run);
  const told = () => log.lines.filter((line) => line.startsWith('warn') && /DEVICE_MISSING.*X9000/.test(line)).length;
  for (let looks = 0; looks < 300 && told() < 2; looks += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  t.ok(told() >= 2, 'it says so each time it looks');
  t.notOk(door.calls.includes('claim'), 'and asks for nothing');
  door.platformFile = null;
});

t.test('a run that asks for devices ends where there are none', async (t) => {
  const { door, order } = await startTestWorker(t);
  const run = order();
  run.limits = { ...run.limits, devices: 2 };
  door.giveRun(run);
  const report = await door.reported(run.runId);
  t.match(report, { outcome: 'device-missing', exitCode: null, detail: /^the run needs 2 devices, this host has \d/ });
});

t.test('a device that is not here cannot be named in the settings', async (t) => {
  await t.rejects(startTestWorker(t, { settings: { devices: ['GPU-none'] } }), {
    code: /CONFIG_INVALID|DEVICE_MISSING/,
    message: /worker\.devices names GPU-none/,
  });
});

t.test('the environment of a run without devices has the parts that it always had', async (t) => {
  const { door, order, host } = await startTestWorker(t);
  const run = order({ command: ['perl', '-e', 'print join(",", sort grep { /^PLUMBLINE_/ } keys %ENV), "\\n"'] });
  door.giveRun(run);
  const { host: seen } = await door.reported(run.runId);
  t.strictSame(Object.keys(seen ?? {}).sort(), [
    'accelerators',
    'alternatives',
    'cpuModel',
    'cpus',
    'engine',
    'governor',
    'host',
    'kernel',
    'libraries',
    'memoryMiB',
    'microcode',
    'schemaVersion',
  ]);
  t.strictSame([seen?.host, seen?.accelerators], [host, []]);
  t.match(door.logOf(run.runId), /^PLUMBLINE_CONFIG,PLUMBLINE_DATA,PLUMBLINE_SEED$/m);
});
