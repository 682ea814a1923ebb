import { readdirSync, utimesSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { lockFolder } from '../../services/store/lock.ts';
import { thisProcess } from '../../services/store/owner.ts';
import { testFolder } from '../support/folder.ts';

const NAME = `lock-1-${'a'.repeat(16)}-1.json`;

t.test('one holder at a time, and the folder is left clean', async (t) => {
  const folder = testFolder(t);
  const unlock = await lockFolder(folder);
  await t.rejects(lockFolder(folder), {
    code: 'STORE_LOCKED',
    message: new RegExp(`${folder}.*process ${process.pid}`),
  });
  t.equal(readdirSync(folder).length, 1, 'who was refused left nothing');
  await unlock();
  t.same(readdirSync(folder), []);
  await (await lockFolder(folder))();
});

t.test('a dead holder gives way, whether its pid is free, taken by another or unreadable', async (t) => {
  const me = await thisProcess();
  for (const owner of [{ ...me, pid: 2 ** 30 }, { ...me, startTicks: '1' }, 'half a fi']) {
    const folder = testFolder(t, { [NAME]: typeof owner === 'string' ? owner : JSON.stringify(owner) });
    const unlock = await lockFolder(folder);
    t.notOk(readdirSync(folder).includes(NAME));
    await unlock();
  }
});

t.test('a holder in another container counts while it says that it lives', async (t) => {
  const folder = testFolder(t);
  const file = join(folder, NAME);
  await writeFile(file, JSON.stringify({ ...(await thisProcess()), pid: 1, realm: 'container' }));
  await t.rejects(lockFolder(folder), { code: 'STORE_LOCKED', message: /process 1/ });
  utimesSync(file, 1, 1);
  await (await lockFolder(folder))();
  t.same(readdirSync(folder), []);
});
