import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import { startWorker, type Worker } from '../../../workers/main.ts';
import { FakeDoor } from '../../support/door.ts';
import { testFolder } from '../../support/folder.ts';
import { tinyImage } from '../../support/image.ts';
import { makeOrder, PRINT_ACCURACY, pinFiles } from '../../support/order.ts';
import { testIds, testLog, uniqueId } from '../../support/worker.ts';
import { forkWorker, killWorker } from '../../support/worker-process.ts';

// A worker process is killed with SIGKILL at two bad moments; the next one on the host tidies up after it.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });

async function setUp(t: Test) {
  const folder = testFolder(t, { state: {}, data: {} });
  const dataset = pinFiles(`${folder}/data`, { 'a.txt': 'a' });
  const imageId = (await tinyImage()).id;
  const door = new FakeDoor();
  const host = uniqueId('host');
  const restart = async (log = testLog(t)): Promise<Worker> => {
    const worker = await startWorker({
      door,
      platform: 'test',
      host,
      stateFolder: `${folder}/state`,
      clock: systemClock,
      ids: testIds,
      log,
    });
    t.teardown(() => worker.stop(0));
    return worker;
  };
  return { door, host, state: `${folder}/state`, restart, order: { dataset, imageId } };
}

t.test('killed while it trains: the container is removed, and only the second attempt counts', async (t) => {
  const { door, host, state, restart, order } = await setUp(t);
  const runId = uniqueId('run');
  const first = makeOrder({ ...order, runId, script: `${PRINT_ACCURACY}; sleep 600` });
  const fence = door.giveRun(first);
  const child = forkWorker(t, door, host, state);
  await door.until(() => door.pieces.length > 0, 'the first line of the log');
  await t.rejects(restart(), { code: 'CONFLICT' }, 'the folder belongs to the process that lives');
  await killWorker(child);
  const label = [`dev.plumbline.run=${runId}`, 'dev.plumbline.attempt=1'];
  const bystander = await docker.createContainer({
    Image: order.imageId,
    Entrypoint: ['true'],
    Labels: { 'dev.plumbline.run': uniqueId('run'), 'dev.plumbline.attempt': '1', 'dev.plumbline.host': 'other' },
  });
  t.teardown(() => bystander.remove({ force: true }));
  t.equal((await docker.listContainers({ filters: { label } })).length, 1, 'the container goes on without its worker');

  door.lost.add(fence);
  door.giveRun(makeOrder({ ...order, runId, attempt: 2 }));
  await restart();
  t.match(await door.reported(runId), { attempt: 2, outcome: 'measured' });
  await door.until(() => door.calls.filter((call) => call === 'claim').length > 2, 'a further claim');
  t.same(await docker.listContainers({ all: true, filters: { label } }), []);
  t.equal(door.reports.length, 1, 'exactly one attempt has a result');
  t.ok(await bystander.inspect(), 'a container of somebody else is left alone');
});

t.test('killed with a result that the API had not taken: the next worker hands it in, late', async (t) => {
  const { door, host, state, restart, order } = await setUp(t);
  const run = makeOrder({ ...order, runId: uniqueId('run') });
  const away = new PlumblineError('API_UNAVAILABLE', 'away');
  door.failing = (method) => (['log', 'samples', 'telemetry', 'report'].includes(method) ? away : null);
  const fence = door.giveRun(run);
  const child = forkWorker(t, door, host, state);
  await spooledReport(state);
  await killWorker(child);
  t.same(door.reports, []);

  door.failing = () => null;
  door.lost.add(fence);
  const log = testLog(t);
  const worker = await restart(log);
  t.match(await door.reported(run.runId), { outcome: 'measured', measurements: [{ value: 0.5 }] });
  await worker.stop(10_000);
  t.match(log.lines.join('\n'), /late/);
  t.same(readdirSync(`${state}/spool`), [], 'the spool is empty');
  t.equal(door.reports.length, 1);
});

/** Waits until a report lies on disk. */
async function spooledReport(state: string): Promise<void> {
  for (let looks = 0; looks < 600; looks += 1) {
    const folders = readdirSync(state).includes('spool') ? readdirSync(`${state}/spool`) : [];
    for (const folder of folders) {
      const files = readdirSync(`${state}/spool/${folder}`).filter((name) => name.endsWith('.json'));
      if (files.some((name) => readFileSync(`${state}/spool/${folder}/${name}`, 'utf8').includes('"report"'))) return;
    }
    await sleep(50);
  }
  throw new Error('no report on disk');
}
