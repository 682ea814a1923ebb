import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { lifeOf, thisProcess } from '../../services/store/owner.ts';

t.test('this process lives', async (t) => {
  const me = await thisProcess();
  t.equal(me.pid, process.pid);
  t.equal(await lifeOf(me, me), 'alive');
});

t.test('a process that ended is dead', async (t) => {
  const me = await thisProcess();
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  t.equal(await lifeOf({ ...me, pid: child.pid ?? 0 }, me), 'dead');
});

t.test('a pid that was given to another process is dead', async (t) => {
  const me = await thisProcess();
  t.equal(await lifeOf({ ...me, startTicks: '1' }, me), 'dead');
});

t.test('of another boot or container nothing can be said', async (t) => {
  const me = await thisProcess();
  t.equal(await lifeOf({ ...me, realm: 'elsewhere' }, me), 'foreign');
});
