import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { processTree } from '../../../workers/environment/processes.ts';
import { testFolder } from '../../support/folder.ts';

t.test('a process and its descendants', async (t) => {
  const child = spawn('/bin/sh', ['-c', 'sleep 60 & echo started; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  t.teardown(() => process.kill(-(child.pid ?? 0), 'SIGKILL'));
  await once(child.stdout, 'data');
  const found = await processTree(child.pid ?? 0);
  t.equal(found[0], child.pid);
  t.equal(found.length, 2);
  t.ok((await processTree(process.pid)).includes(found[1] ?? 0), 'a grandchild is found too');
});

t.test('nothing to read', async (t) => {
  t.same(await processTree(1, testFolder(t)), [1]);
});
