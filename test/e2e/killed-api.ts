import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createWorkerDoor } from '../../services/client/door.ts';
import { systemClock } from '../../services/composition/clock.ts';
import { openOutbox } from '../../workers/spool/outbox.ts';
import { reportOf } from '../support/api.ts';
import { testFolder } from '../support/folder.ts';
import { freePort, silent, until } from '../support/loopback.ts';
import { writePacer } from '../support/pacer.ts';
import { serviceProcess } from '../support/plumbline-process.ts';

// The whole service is killed with SIGKILL at the worst moments of a report: when it comes, while it is worked on, and
// when it was committed and its answer has not left. The worker's real spool sends it again to the next process.

t.setTimeout(300_000);
const PLATFORM = 'cpu-x86_64';
type Moment = 'before it arrives' | 'while it is worked on' | 'before its answer leaves';

/** A line that kills once, at a moment of the first report that passes, and then lets nothing through until it is opened. */
async function killingLine(t: Test, port: number, moment: Moment, kill: () => void) {
  let killed = false;
  let cut = false;
  const strike = (): void => {
    if (killed) return;
    kill();
    killed = true;
    cut = true;
  };
  const server = createServer((near) => {
    if (cut) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    let report = false;
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (bytes) => {
      report = !killed && /^POST \S+\/report /.test(bytes.toString('latin1'));
      if (report && moment === 'before it arrives') return strike();
      far.write(bytes);
      if (report && moment === 'while it is worked on') strike();
    });
    far.on('data', (bytes) => (report && moment === 'before its answer leaves' ? strike() : near.write(bytes)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port: own } = server.address() as { port: number };
  const open = (): void => {
    cut = false;
  };
  return { url: `http://127.0.0.1:${own}`, killed: () => killed, open };
}

t.test('a service killed before, in and after the commit of a report has it once', async (t) => {
  const folder = testFolder(t);
  const pacer = await writePacer(t, folder);
  const config = pacer.config(join(folder, 'state'));
  await pacer.pin(config);
  const port = await freePort();
  let service = await serviceProcess(t, config, { port });
  const { secret } = await service.client.createToken({ name: 'worker', role: 'worker', platform: PLATFORM });
  const done: string[] = [];

  for (const moment of ['before it arrives', 'while it is worked on', 'before its answer leaves'] as const) {
    const line = await killingLine(t, port, moment, () => service.signal('SIGKILL'));
    const door = createWorkerDoor({ baseUrl: line.url, token: secret });
    await service.client.trigger({ benchmark: pacer.name, seed: done.length + 1 });
    const job = await door.claim({ platform: PLATFORM, host: 'box', workerId: 'wrk_1', waitMs: 20_000 });
    if (job?.kind !== 'run') throw new Error('no run');
    const { runId } = job.run;
    const box = join(folder, `box-${done.length}`);
    const outbox = await openOutbox({ folder: box, door, clock: systemClock, log: silent });
    const measurements = [
      { metric: 'accuracy', value: 0.9, unit: 'share' },
      { metric: 'throughput', value: 1000, unit: 'rows/s' },
    ];
    await outbox.put({ kind: 'report', jobId: runId, body: reportOf(job, { measurements }) });
    await until('the kill', 60_000, async () => line.killed());
    t.equal(await service.ended(60_000), 'SIGKILL', moment);
    service = await serviceProcess(t, config, { port });
    const before = await service.client.run(runId);
    t.equal(before.state, moment === 'before it arrives' ? 'running' : before.state, `it is ${before.state}`);
    if (moment === 'before its answer leaves') t.equal(before.state, 'ended', 'what was committed is there');
    line.open();
    t.same(await outbox.settled(AbortSignal.timeout(60_000)), { empty: true, lost: false });
    done.push(runId);
    for (const id of done) {
      const run = await service.client.run(id);
      t.match(run, { state: 'ended', outcome: 'measured', attempt: 1 }, `${moment}: ${id}`);
      t.equal(run.measurements.length, 2);
      t.match(run.attempts, [{ attempt: 1, outcome: 'measured', late: false }]);
      t.equal(run.attempts.length, 1);
    }
  }
});
