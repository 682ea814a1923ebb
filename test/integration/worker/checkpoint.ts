import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import type { RunOrder } from '../../../services/core/model/job.ts';
import { createCheckpoints } from '../../../workers/checkpoints/checkpoints.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';
import { startWorker, type Worker } from '../../../workers/main.ts';
import { FakeDoor } from '../../support/door.ts';
import { testFolder } from '../../support/folder.ts';
import { tinyImage } from '../../support/image.ts';
import { makeOrder, PRINT_ACCURACY, pinFiles } from '../../support/order.ts';
import { testIds, testLog, uniqueId } from '../../support/worker.ts';
import { forkWorker, killWorker } from '../../support/worker-process.ts';

// Runs that count to a number, one step at a time, and save how far they came: stopped, killed, and taken up again.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });

/** Counts to 40 in steps of 50 ms from where a checkpoint says; saves on SIGTERM, and every step when `eager`. */
function counter({ eager = false, steps = 40 } = {}): string {
  return [
    'n=0',
    'if [ "$PLUMBLINE_RESUME" = 1 ]; then n=$(cat "$PLUMBLINE_CHECKPOINT/n"); fi',
    'echo "from $n"',
    'trap \'echo "saving $n"; echo $n > "$PLUMBLINE_CHECKPOINT/n"; exit 0\' TERM',
    `while [ $n -lt ${steps} ]; do n=$((n+1)); ${eager ? 'echo $n > "$PLUMBLINE_CHECKPOINT/n"; ' : ''}echo "step $n"; sleep 0.05; done`,
    PRINT_ACCURACY,
  ].join('\n');
}

async function setUp(t: Test) {
  const folder = testFolder(t, { state: {}, data: {} });
  const state = join(folder, 'state');
  const dataset = pinFiles(`${folder}/data`, { 'a.txt': 'a' });
  const imageId = (await tinyImage()).id;
  const door = new FakeDoor();
  const host = uniqueId('host');
  const log = testLog(t);
  const start = async (): Promise<Worker> => {
    const worker = await startWorker({
      door,
      platform: 'test',
      host,
      stateFolder: state,
      clock: systemClock,
      ids: testIds,
      log,
      heartbeatMs: 200,
    });
    t.teardown(() => worker.stop(0));
    return worker;
  };
  const order = (
    runId: string,
    script: string,
    more: { attempt?: number; limits?: Partial<RunOrder['limits']> } = {},
  ) => makeOrder({ runId, imageId, dataset, script, ...more, limits: { checkpointMiB: 8, ...more.limits } });
  const home = (runId: string): string => join(state, 'checkpoints', sha256Hex(runId).slice(0, 32));
  return { door, host, state, start, order, home, log };
}

/** The log of one attempt. */
function logOf(door: FakeDoor, attempt: number): string {
  return door.pieces
    .filter((piece) => piece.attempt === attempt)
    .map((piece) => piece.text)
    .join('');
}

t.test('a drained run saves itself and is handed back; the next attempt here goes on from there', async (t) => {
  const { door, start, order, home } = await setUp(t);
  const runId = uniqueId('run');
  const first = await start();
  door.giveRun(order(runId, counter()));
  await door.until(() => logOf(door, 1).includes('step 3'), 'the third step');
  await first.stop(0);
  t.same(door.released, [runId], 'handed back');
  t.same(door.reports, [], 'an exit code of 0 after SIGTERM is no result');
  const saved = Number(readFileSync(join(home(runId), 'data', 'n'), 'utf8'));
  t.ok(saved >= 3 && saved < 40, `saved at ${saved}`);

  await start();
  door.giveRun(order(runId, counter(), { attempt: 2 }));
  const report = await door.reported(runId);
  t.match(report, {
    attempt: 2,
    outcome: 'measured',
    detail: 'resumed on this host from the checkpoints of attempt 1',
  });
  t.match(logOf(door, 2), new RegExp(`^from ${saved}\nstep ${saved + 1}\n`), 'no step is done twice');
  await gone(home(runId));
});

t.test('a worker that is killed leaves what the run had saved', async (t) => {
  const { door, host, state, start, order } = await setUp(t);
  const runId = uniqueId('run');
  const fence = door.giveRun(order(runId, counter({ eager: true, steps: 200 })));
  const child = forkWorker(t, door, host, state);
  await door.until(() => logOf(door, 1).includes('step 5'), 'the fifth step');
  await killWorker(child);
  door.lost.add(fence);
  await start();
  door.giveRun(order(runId, counter({ eager: true, steps: 200 }), { attempt: 2 }));
  t.match(await door.reported(runId), { attempt: 2, outcome: 'measured', detail: /^resumed on this host/ });
  const from = Number(/^from (\d+)/.exec(logOf(door, 2))?.[1]);
  t.ok(from >= 5, `from ${from}`);
  const counted =
    logOf(door, 2)
      .match(/^step \d+$/gm)
      ?.map((line) => Number(line.slice(5))) ?? [];
  t.same(
    counted,
    Array.from({ length: 200 - from }, (_, index) => from + index + 1),
    'the container of the first attempt was gone before the second one read',
  );
});

t.test('a cancelled run is asked to stop and leaves nothing; one that does not listen is killed', async (t) => {
  const { door, start, order, home } = await setUp(t);
  await start();
  const deaf = uniqueId('run');
  door.giveRun(order(deaf, "trap '' TERM; echo begun; sleep 600", { limits: { graceSeconds: 1 } }));
  await door.until(() => logOf(door, 1).includes('begun'), 'the first line');
  door.cancelling = true;
  t.match(await door.reported(deaf), { outcome: 'cancelled', exitCode: 137 });
  await gone(home(deaf));
  door.cancelling = false;
});

t.test('more than the limit ends the run', async (t) => {
  const { door, start, order, home } = await setUp(t);
  await start();
  const runId = uniqueId('run');
  const greedy = `perl -e 'open(my $f, ">", "/checkpoint/big"); print $f "x" x 12582912'; sleep 600`;
  door.giveRun(order(runId, greedy));
  const report = await door.reported(runId);
  t.match(report, { outcome: 'exit-nonzero', exitCode: 137, detail: /took 1[23] MiB, over their limit of 8 MiB/ });
  await gone(home(runId));
});

t.test('without room for them no run begins', async (t) => {
  const { door, start, order } = await setUp(t);
  await start();
  const runId = uniqueId('run');
  door.giveRun(order(runId, 'true', { limits: { checkpointMiB: 16_777_216 } }));
  t.match(await door.reported(runId), { outcome: 'disk-full', detail: /are free for checkpoints/ });
});

t.test('a benchmark without checkpoints sees no folder and no variable, and is killed at once', async (t) => {
  const { door, start, order } = await setUp(t);
  const worker = await start();
  const runId = uniqueId('run');
  const { checkpointMiB: _, ...limits } = order(runId, '').limits;
  const script = `echo "told: $PLUMBLINE_CHECKPOINT"; ls -d /checkpoint; trap 'echo asked' TERM; sleep 600`;
  door.giveRun({ ...order(runId, script), limits: { ...limits, graceSeconds: 30 } });
  await door.until(() => logOf(door, 1).includes('No such file'), 'the answer of ls');
  t.match(logOf(door, 1), /^told: \n/);
  await worker.stop(0);
  t.notMatch(logOf(door, 1), /asked/);
  t.same(door.released, [runId]);
});

t.test('what nobody came back for is removed after its time', async (t) => {
  const root = join(testFolder(t), 'checkpoints');
  const old = join(root, 'old');
  const young = join(root, 'young');
  for (const home of [old, young]) {
    mkdirSync(join(home, 'data'), { recursive: true });
    writeFileSync(join(home, 'data', 'n'), '1');
    writeFileSync(join(home, 'kept.json'), '{}');
  }
  const long = new Date(Date.now() - 15 * 24 * 3_600_000);
  utimesSync(join(old, 'kept.json'), long, long);
  const stop = new AbortController();
  const containers = createDockerClient(systemClock);
  const checkpoints = createCheckpoints({ root, quotaBytes: 1024, containers, clock: systemClock, log: testLog(t) });
  const sweeping = checkpoints.keepSweeping(stop.signal);
  await gone(old);
  t.same(readdirSync(root), ['young']);
  stop.abort();
  await sweeping;
});

t.teardown(async () => {
  const left = await docker.listContainers({ filters: { label: ['dev.plumbline.host'] } });
  t.comment(`${left.length} containers of workers run in this engine`);
});

async function gone(path: string): Promise<void> {
  for (let looks = 0; existsSync(path); looks += 1) {
    if (looks > 200) throw new Error(`${path} is still there`);
    await sleep(50);
  }
}
