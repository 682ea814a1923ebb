import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { enterHome } from '../../workers/home.ts';
import { testFolder } from '../support/folder.ts';

/** Workers that start at the same instant, and how often they do. */
const STARTERS = 6;
const ROUNDS = 100;

t.test('one worker a folder', async (t) => {
  const folder = `${testFolder(t)}/home`;
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
    const folder = testFolder(t);
    writeFileSync(`${folder}/worker.lock`, lock);
    await (await enterHome(folder)).leave();
    t.pass(lock);
  }
});

t.test('a worker that died while it took a lock over keeps nobody out', async (t) => {
  const folder = testFolder(t, { 'worker.lock': '999999999 12345', 'worker.lock.next': '999999998 12346' });
  const home = await enterHome(folder);
  await t.rejects(enterHome(folder), { code: 'CONFLICT' });
  await home.leave();
  t.same(readdirSync(folder), []);
});

t.test('of workers that start at the same instant one gets the folder', async (t) => {
  // A lock that a crash left, none, an empty one, and half of one: in each the others must not take the winner's away.
  const dead = '999999999 12345';
  for (const [left, next] of [[dead], [null], [''], [`${process.pid}`], [dead, '999999998 12346']] as const) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const folder = testFolder(t);
      if (left !== null) writeFileSync(`${folder}/worker.lock`, left);
      // And a crash while that one was taken over.
      if (next !== undefined) writeFileSync(`${folder}/worker.lock.next`, next);
      const tries = await Promise.allSettled(Array.from({ length: STARTERS }, () => enterHome(folder)));
      const homes = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []));
      const refusals = tries.flatMap((tried) => (tried.status === 'rejected' ? [tried.reason.code] : []));
      if (homes.length !== 1) t.fail(`${homes.length} workers in one folder, after ${JSON.stringify(left)}`);
      if (refusals.some((code) => code !== 'CONFLICT')) t.same(refusals, [], 'refused as a conflict');
      await homes[0]?.leave();
      if (readdirSync(folder).length > 0) t.same(readdirSync(folder), [], 'nothing is left behind');
    }
    t.pass(`${ROUNDS} rounds after ${JSON.stringify(left)}`);
  }
});
