import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { examine, inspectMemory, inspectNode } from '../../../services/registry/doctor/examine.ts';
import { isOlder } from '../../../services/registry/doctor/programs.ts';
import { testFolder } from '../../support/folder.ts';

t.test('this machine, which runs the tests, is ready', async (t) => {
  const { dependencies, ready } = await examine({ state: join(testFolder(t), 'not', 'yet', 'there') });
  t.equal(ready, true, JSON.stringify(dependencies));
  const found = new Map(dependencies.map((one) => [one.name, one]));
  for (const name of ['node', 'npm', 'python3', 'pip', 'docker engine', 'disk', 'memory']) {
    t.match(found.get(name), { required: true, found: /\d/, neededFor: /./ }, name);
  }
  t.match(found.get('docker engine')?.found, /^\d\S*, storage \S+, cgroup v[12] /);
  t.match(found.get('disk')?.found, `free in ${t.testdirName}`);
});

t.test('a bare machine: each thing that is missing, and what to do', async (t) => {
  const bin = join(testFolder(t), 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'python3'),
    '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 || echo "pip 20.3.4 from x"\n',
  );
  chmodSync(join(bin, 'python3'), 0o755);
  const before = process.env.PATH;
  process.env.PATH = bin;
  t.teardown(() => {
    process.env.PATH = before;
  });
  const docker = new Docker({ socketPath: join(bin, 'none.sock') });
  const { dependencies, ready } = await examine({ state: t.testdirName, docker });
  t.equal(ready, false);
  const found = new Map(dependencies.map((one) => [one.name, one]));
  t.match(found.get('npm'), { status: 'missing', advice: /nodejs\.org/ });
  t.match(found.get('python3'), { status: 'ok', found: '3.9.2' });
  t.match(found.get('pip'), { status: 'old', found: '20.3.4', advice: /22\.2 or newer is needed/ });
  t.match(found.get('docker engine'), { status: 'missing', advice: /does not answer.*infra\/setup\.sh/ });
  t.match(found.get('mmdebstrap'), { status: 'absent', required: false });
});

t.test('limits', async (t) => {
  t.equal(isOlder('20.18.3', [20, 19]), true);
  t.equal(isOlder('v20.19.0', [20, 19]), false);
  t.equal(isOlder('22.1.0', [20, 19]), false);
  t.match(inspectNode('18.20.4'), { status: 'old', advice: /20\.19 or newer/ });
  t.match(inspectMemory(2 * 1024 ** 3), { status: 'low', found: '2.0 GiB in all' });
  t.match(inspectMemory(8 * 1024 ** 3), { status: 'ok', advice: '' });
});
