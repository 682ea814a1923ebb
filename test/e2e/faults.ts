import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { cuttingProxy } from '../support/cutting-proxy.ts';
import { endedRuns, eventually } from '../support/e2e.ts';
import { testFolder } from '../support/folder.ts';
import { freePort } from '../support/loopback.ts';
import { writePacer } from '../support/pacer.ts';
import { type Plumbline, serviceProcess, workerProcess } from '../support/plumbline-process.ts';

// Whole processes are killed, frozen and asked to stop in the middle of real runs. Leases are as long as in production,
// so taking over from a dead worker takes its minute; the three stories are told at the same time.
t.setTimeout(300_000);
t.jobs = 3;

/** A stopping service lets a run go on for 20 s and open requests for 10 s; the rest is room for a busy machine. */
const DRAIN_MS_MAX = 60_000;
const SECONDS = 5;

const docker = new Docker();
const folder = testFolder(t);
const pacer = await writePacer(t, folder);
pacer.set({ speed: 1000, seconds: SECONDS });

/** Containers of a run that the engine knows, running or not. */
async function containersOf(runId: string): Promise<number> {
  const filters = JSON.stringify({ label: [`dev.plumbline.run=${runId}`] });
  return (await docker.listContainers({ all: true, filters })).length;
}

t.test('a worker that dies, freezes or is cut off in mid-run loses it to another; one attempt counts', async (t) => {
  const config = pacer.config(join(folder, 'workers'));
  await pacer.pin(config);
  const service = await serviceProcess(t, config);
  const { client } = service;
  const states = { dying: join(folder, 'dying'), frozen: join(folder, 'frozen'), cut: join(folder, 'cut') };
  const line = await cuttingProxy(t, Number(new URL(service.url).port));

  /** Starts a worker, gives it a run, and strikes once that run has begun to train. */
  const struck = async (state: string, seed: number, strike: (worker: Plumbline) => void, url = service.url) => {
    const worker = await workerProcess(t, { url, client }, state);
    const [run] = (await client.trigger({ benchmark: pacer.name, seed })).runs;
    const runId = run?.id ?? '';
    await eventually('training', async () => ((await client.log(runId)).text.includes('MLLOG') ? true : null));
    strike(worker);
    return { worker, runId };
  };
  const dying = await struck(states.dying, 1, (worker) => worker.signal('SIGKILL'));
  const frozen = await struck(states.frozen, 2, (worker) => worker.signal('SIGSTOP'));
  const cutOff = () => {
    line.down = true;
  };
  const cut = await struck(states.cut, 3, cutOff, line.url);

  await workerProcess(t, service, join(folder, 'other'));
  const ids = [dying.runId, frozen.runId, cut.runId];
  for (const run of await endedRuns(client, ids)) {
    t.match(run, { state: 'ended', outcome: 'measured', attempt: 2 });
    t.equal(run.measurements.length, 2, 'the measurements of one attempt');
    const [first, second] = run.attempts;
    t.match(first, { attempt: 1, outcome: 'host-lost', detail: /stopped reporting/, late: false });
    t.match(second, { attempt: 2, outcome: 'measured', late: false });
    t.not(first?.workerId, second?.workerId, 'another worker');
  }

  frozen.worker.signal('SIGCONT');
  line.down = false;
  for (const { runId } of [frozen, cut]) {
    const late = await eventually('late result', async () => {
      const run = await client.run(runId);
      return run.attempts[0]?.late ? run : null;
    });
    const attempts = [{ late: true }, { late: false, outcome: 'measured' }];
    t.match(late, { outcome: 'measured', attempt: 2, attempts });
    t.equal(late.measurements.length, 2, 'a late result is kept and counts nowhere');
    const log = await client.log(late.id, { max: 1_000_000 });
    t.equal(log.text.match(/training on/g)?.length, 1, 'the log is that of the attempt that counts');
  }

  await workerProcess(t, service, states.dying);
  await eventually('clean engine', async () => {
    const left = await Promise.all(ids.map(containersOf));
    return left.every((count) => count === 0) ? true : null;
  });
  t.pass('what the dead worker left in the engine is removed when it starts again');
});

t.test('a service killed in mid-run comes back with everything it had accepted', async (t) => {
  const config = pacer.config(join(folder, 'service'));
  await pacer.pin(config);
  const port = await freePort();
  const service = await serviceProcess(t, config, { port });
  const { client } = service;
  await workerProcess(t, service, join(folder, 'steady'));
  const trigger = async (seed: number) => (await client.trigger({ benchmark: pacer.name, seed })).runs[0]?.id ?? '';
  const running = await trigger(1);
  await eventually('training', async () => ((await client.log(running)).text.includes('MLLOG') ? true : null));
  const accepted = [await trigger(2), await trigger(3)];
  const { token } = await client.createToken({ name: 'made just before', role: 'viewer' });
  service.signal('SIGKILL');
  t.equal(await service.ended(DRAIN_MS_MAX), 'SIGKILL');

  const again = await serviceProcess(t, config, { port });
  t.ok(
    (await again.client.tokens()).items.some(({ id }) => id === token.id),
    'a token made just before is there',
  );
  for (const run of await endedRuns(again.client, [running, ...accepted])) {
    t.match(run, { state: 'ended', outcome: 'measured', attempt: 1 }, `${run.id} was tried once`);
    t.equal(run.measurements.length, 2);
  }
  const { text } = await again.client.log(running, { max: 1_000_000 });
  t.equal(text.match(/"key": "throughput"/g)?.length, 4, 'the log is whole: what came while nobody listened was kept');
  t.match(text, /eval_accuracy/);
});

t.test('SIGTERM lets a short run end and hands a long one back, within its bound', async (t) => {
  const config = pacer.config(join(folder, 'drain'));
  await pacer.pin(config);
  const service = await serviceProcess(t, config, { worker: true });
  const trained = async (client: typeof service.client, runId: string) =>
    eventually('training', async () => ((await client.log(runId)).text.includes('MLLOG') ? true : null));
  const [short] = (await service.client.trigger({ benchmark: pacer.name })).runs;
  await trained(service.client, short?.id ?? '');
  service.signal('SIGTERM');
  t.equal(await service.ended(DRAIN_MS_MAX), 0, 'ended by itself');
  t.match(service.text(), 'Stopped.');

  const second = await serviceProcess(t, config, { worker: true });
  t.match(await second.client.run(short?.id ?? ''), { state: 'ended', outcome: 'measured', attempt: 1 });
  const [long] = (await second.client.trigger({ benchmark: pacer.name, set: { seconds: 100 } })).runs;
  await trained(second.client, long?.id ?? '');
  second.signal('SIGTERM');
  t.equal(await second.ended(DRAIN_MS_MAX), 0, 'ended by itself');
  t.equal(await containersOf(long?.id ?? ''), 0, 'no container goes on without its worker');

  const third = await serviceProcess(t, config);
  t.match(await third.client.run(long?.id ?? ''), { state: 'queued', outcome: null }, 'handed back, not lost');
});
