import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { openQueue } from '../../../services/queue/open.ts';
import { testFolder } from '../../support/folder.ts';
import { recordingLog, silent } from '../../support/queue.ts';

const job = (jobId: string) => ({ jobId, platform: 'cpu', priority: 100 });
const open = (folder: string, log = silent) => openQueue({ folder, clock: systemClock, log });

t.test('two processes never open one folder; a dead owner locks nobody out', async (t) => {
  const folder = testFolder(t);
  const queue = await open(folder);
  await t.rejects(open(folder), { code: 'STORE_LOCKED', message: new RegExp(`process ${process.pid}`) });
  await queue.close();
  t.notOk(existsSync(join(folder, 'lock')));
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  for (const owner of [`${dead.pid} 123`, `${process.pid} 1`, '', 'what is this']) {
    writeFileSync(join(folder, 'lock'), owner);
    const again = await open(folder);
    await again.close();
  }
  t.pass('opened each time');
});

t.test('a process that is killed loses no job', async (t) => {
  const folder = testFolder(t);
  const script = `
    const { openQueue } = await import(${JSON.stringify(new URL('../../../services/queue/open.ts', import.meta.url).href)});
    const { systemClock } = await import(${JSON.stringify(new URL('../../../services/composition/clock.ts', import.meta.url).href)});
    const log = { info() {}, warn() {}, error() {} };
    const queue = await openQueue({ folder: ${JSON.stringify(folder)}, clock: systemClock, log });
    await queue.jobs.enqueueAll(['run_a', 'run_b'].map((jobId) => ({ jobId, platform: 'cpu', priority: 100 })));
    await queue.jobs.claim('cpu', 'dies', 0);
    console.log('claimed');
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the child ended early'))),
  ]);
  await t.rejects(open(folder), { code: 'STORE_LOCKED' });
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const queue = await openQueue({ folder, clock: systemClock, log: silent, leaseMs: 500, stalledCheckMs: 200 });
  t.teardown(() => queue.close());
  t.same(await queue.jobs.held('cpu'), new Set(['run_a', 'run_b']));
  t.equal(await queue.jobs.complete('cpu', 'run_a', 'dies'), true, 'its lock lasts as long as its lease');
});

t.test('a folder that cannot be opened is set aside', async (t) => {
  const folder = testFolder(t);
  const first = await open(folder);
  await first.jobs.enqueue(job('run_a'));
  await first.close();
  const data = join(folder, 'pglite');
  writeFileSync(
    join(data, 'global', 'pg_control'),
    Buffer.alloc(readFileSync(join(data, 'global', 'pg_control')).length),
  );
  rmSync(join(data, 'pg_xact'), { recursive: true });
  const log = recordingLog();
  const queue = await open(folder, log);
  t.teardown(() => queue.close());
  t.match(log.lines.join(), /begins anew/);
  t.equal(await queue.jobs.has('cpu', 'run_a'), false);
  await queue.jobs.enqueue(job('run_a'));
  t.same(await queue.jobs.claim('cpu', 't', 0), { jobId: 'run_a' });
  t.ok(existsSync(`${data}.damaged`));
});

t.test('no folder and no address is a mistake of the caller', async (t) => {
  await t.rejects(openQueue({ clock: systemClock, log: silent }), { code: 'USAGE' });
});
