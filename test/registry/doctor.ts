import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { inspectDependencies } from '../../services/registry/doctor.ts';
import { testFolder } from '../support/folder.ts';

t.test('a line each: what was found, or what is missing, for what, and what to do', async (t) => {
  const docker = new Docker({ socketPath: join(testFolder(t), 'none.sock') });
  const lines = await inspectDependencies({ state: t.testdirName, docker });
  const engine = lines.find((line) => line.what === 'docker engine');
  t.match(engine, { ok: false, detail: /^missing; for building images and training in them\. .*infra\/setup\.sh/ });
  t.match(
    lines.find((line) => line.what === 'node'),
    { ok: true, detail: process.versions.node },
  );
  for (const line of lines.filter((one) => !one.required)) t.equal(line.ok, true, `${line.what} is optional`);
});
