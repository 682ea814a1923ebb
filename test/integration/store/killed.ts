import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { openStore } from '../../../services/store/store.ts';
import { aRun } from '../../support/builders.ts';
import { silent } from '../../support/loopback.ts';
import { storeFolder } from '../../support/store.ts';

const WRITER = fileURLToPath(new URL('../../support/store-writer.ts', import.meta.url));

/** A process that writes runs into the store and says the id of each once it is acknowledged. */
function writer(t: Test, folder: string): { child: ChildProcess; lines: AsyncIterableIterator<string> } {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  if (!child.stdout) throw new Error('no output');
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

t.test('a process killed in the middle of writing loses nothing that was acknowledged', async (t) => {
  const folder = await storeFolder(t);
  const { child, lines } = writer(t, folder);
  const acknowledged: string[] = [];
  while (acknowledged.length < 60) acknowledged.push((await lines.next()).value ?? '');
  await t.rejects(openStore({ folder, log: silent }), { code: 'STORE_LOCKED', message: new RegExp(`${child.pid}`) });
  child.kill('SIGKILL');
  await once(child, 'exit');
  for await (const line of lines) acknowledged.push(line);

  const store = await openStore({ folder, log: silent });
  for (const id of acknowledged) t.match(await store.runs.get(id), { id }, `${id} was acknowledged`);
  await store.close();
  t.same(
    (await readdir(folder)).filter((name) => name.startsWith('lock-')),
    [],
    'the dead lock was cleared away',
  );
});

t.test('of two processes at most one opens a folder', async (t) => {
  const folder = await storeFolder(t);
  const opened = await Promise.allSettled([1, 2, 3].map(() => openStore({ folder, log: silent })));
  const holders = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  t.ok(holders.length <= 1);
  for (const result of opened) if (result.status === 'rejected') t.match(result.reason, { code: 'STORE_LOCKED' });
  for (const holder of holders) await holder.close();
  const store = await openStore({ folder, log: silent });
  await t.rejects(openStore({ folder, log: silent }), {
    code: 'STORE_LOCKED',
    message: new RegExp(`${folder}.*${process.pid}`),
  });
  await store.close();
});

t.test('a folder whose database is broken says so and is given free', async (t) => {
  const folder = await storeFolder(t);
  await writeFile(join(folder, 'data', 'global', 'pg_control'), 'broken');
  await t.rejects(openStore({ folder, log: silent }), { code: 'STORE_UNAVAILABLE' });
  t.same(
    (await readdir(folder)).filter((name) => name.startsWith('lock-')),
    [],
  );
});

t.test('a backup holds nobody up: others wait only while the files are copied', async (t) => {
  const folder = await storeFolder(t);
  await mkdir(join(folder, 'data-copy-1'));
  const store = await openStore({ folder, log: silent });
  t.notOk(existsSync(join(folder, 'data-copy-1')), 'a copy that a dead process left is cleared away');
  await store.runs.create([aRun()]);
  let done = false;
  const file = join(folder, 'backup.gz');
  const backup = store.maintenance.backup(file).finally(() => {
    done = true;
  });
  await store.runs.create([aRun({ id: 'run_00000002' })]);
  t.notOk(done, 'written while the backup was made');
  t.equal((await backup).runs, 1, 'which does not know of it');
  t.same(
    (await readdir(folder)).filter((name) => name.includes('copy')),
    [],
  );
  await store.close();
});
