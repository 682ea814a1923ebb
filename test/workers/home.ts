import { existsSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { enterHome } from '../../workers/home.ts';

t.test('one worker a folder', async (t) => {
  const folder = `${t.testdir({})}/home`;
  const home = await enterHome(folder);
  t.equal(home.spool, `${folder}/spool`);
  t.match(home.label, /^[0-9a-f]{16}$/);
  await t.rejects(enterHome(folder), { code: 'CONFLICT', message: new RegExp(`process ${process.pid}`) });
  await home.leave();
  t.notOk(existsSync(`${folder}/worker.lock`));
  await (await enterHome(folder)).leave();
});

t.test('a lock whose process is gone, or is another one now, is taken over', async (t) => {
  for (const lock of ['999999999 12345', `${process.pid} 1`, '', 'nonsense']) {
    const folder = t.testdir({});
    writeFileSync(`${folder}/worker.lock`, lock);
    await (await enterHome(folder)).leave();
    t.pass(lock);
  }
});
