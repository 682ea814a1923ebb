import t from 'tap';
import { probeText } from '../../services/cli/probe-text.ts';
import type { ProbeView } from '../../services/core/model/probe.ts';
import { aDevice } from '../support/devices.ts';

const view: ProbeView = {
  schemaVersion: 1,
  host: 'host-a',
  kernel: '6.1.0',
  cpuModel: 'Some CPU',
  microcode: '',
  governor: '',
  cpus: 16,
  memoryMiB: 4096,
  engine: { docker: '28.2.2', runc: '1.1.5' },
  accelerators: [],
  devices: [],
  findings: [],
  platform: { name: 'cpu-x86_64', known: true, mismatch: null, usable: [] },
};

t.test('a machine without accelerators', async (t) => {
  t.equal(
    probeText(view),
    [
      'host       host-a',
      'kernel     6.1.0',
      'cpu        Some CPU × 16',
      'memory     4096 MiB',
      'engine     docker 28.2.2, runc 1.1.5',
      'platform   cpu-x86_64, which this host is',
      '',
      'no accelerators',
      '',
    ].join('\n'),
  );
  t.match(probeText({ ...view, engine: {} }), /engine {5}does not answer/);
  t.match(
    probeText({ ...view, platform: { ...view.platform, known: false } }),
    /no file in a catalog that can be read here: not compared/,
  );
});

t.test('devices, which of them are used, and what is wrong', async (t) => {
  const busy = aDevice({ uuid: 'GPU-1', numaNode: 1, processes: [{ pid: 7, name: 'python', memoryMiB: 1 }] });
  const bare = aDevice({ uuid: 'x', model: 'Intel', memoryMiB: null, powerLimitWatts: null, ecc: '', mig: '' });
  const text = probeText({
    ...view,
    devices: [busy, bare],
    findings: [{ code: 'tool-timed-out', vendor: 'amd', message: 'amd-smi did not answer within 20 s' }],
    platform: { name: 'nvidia-l4', known: true, mismatch: 'platform nvidia-l4 needs NVIDIA L4', usable: ['GPU-1'] },
  });
  t.match(text, /^platform {3}DEVICE_MISSING: platform nvidia-l4 needs NVIDIA L4$/m);
  t.match(
    text,
    /^yes +GPU-1 +NVIDIA H100 80GB HBM3 +550\.54\.15 +96\.00\.89\.00\.01 +81559 MiB +on +off +700 +1 +7 python$/m,
  );
  t.match(text, /^no +x +Intel .*–/m);
  t.match(text, /^tool-timed-out \(amd\): amd-smi did not answer within 20 s$/m);
});
