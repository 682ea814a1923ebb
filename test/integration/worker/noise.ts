import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { WorkerSettings } from '../../../services/core/model/worker.ts';
import { startWorker, type Worker } from '../../../workers/main.ts';
import { FakeDoor } from '../../support/door.ts';
import { testFolder } from '../../support/folder.ts';
import { tinyImage } from '../../support/image.ts';
import { makeOrder, PRINT_ACCURACY, pinFiles } from '../../support/order.ts';
import { testIds, testLog, uniqueId } from '../../support/worker.ts';
import { forkWorker, killWorker } from '../../support/worker-process.ts';

// The operator's programs around real runs. The machine's state is a file that `before` writes and `after` removes.

async function setUp(t: Test) {
  const folder = testFolder(t, { state: {}, data: {} });
  const dataset = pinFiles(`${folder}/data`, { 'a.txt': 'a' });
  const imageId = (await tinyImage()).id;
  const door = new FakeDoor();
  const host = uniqueId('host');
  const lines = (name: string): string[] =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n') : [];
  const script = (name: string, text: string): string => {
    writeFileSync(join(folder, name), `#!/bin/sh\ncd '${folder}'\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };
  const settings: Partial<WorkerSettings> = {
    before: script('before', 'echo "before $PLUMBLINE_RUN" >> order; touch locked'),
    after: script('after', 'echo "after $PLUMBLINE_RUN" >> order; rm -f locked'),
  };
  const log = testLog(t);
  const start = async (): Promise<Worker> => {
    const worker = await startWorker({
      ...{ door, platform: 'test', host, stateFolder: `${folder}/state`, settings },
      ...{ clock: systemClock, ids: testIds, log },
    });
    t.teardown(() => worker.stop(0));
    return worker;
  };
  const locked = (): boolean => existsSync(join(folder, 'locked'));
  const markers = (): string[] => (existsSync(`${folder}/state/noise`) ? readdirSync(`${folder}/state/noise`) : []);
  return { folder, door, host, settings, log, start, lines, script, locked, markers, order: { dataset, imageId } };
}

t.test('a run is measured between both programs, and its telemetry is kept', async (t) => {
  const { door, start, lines, locked, markers, order } = await setUp(t);
  const runId = uniqueId('run');
  door.giveRun(makeOrder({ ...order, runId, script: `${PRINT_ACCURACY}; sleep 3` }));
  await start();
  t.match(await door.reported(runId), { outcome: 'measured' });
  t.same(lines('order'), [`before ${runId}`, `after ${runId}`]);
  t.notOk(locked());
  t.same(markers(), []);
  const rows = door.telemetries.flatMap((batch) => batch.rows);
  t.ok(rows.length >= 2, `${rows.length} rows of the container`);
  t.ok(
    rows.every(
      ({ device, memoryMiB, utilisation }) =>
        device === undefined && (memoryMiB ?? -1) >= 0 && (utilisation ?? -1) >= 0,
    ),
  );
  t.equal(door.telemetries[0]?.first, 0);
});

t.test('a run whose machine could not be set up is not measured, and what was begun is undone', async (t) => {
  const { door, start, lines, script, order, locked } = await setUp(t);
  script('before', 'touch locked; echo no permission to lock >&2; exit 4');
  const runId = uniqueId('run');
  door.giveRun(makeOrder({ ...order, runId }));
  await start();
  const report = await door.reported(runId);
  t.match(report, { outcome: 'worker-error', detail: /before: exit code 4: no permission to lock$/, exitCode: null });
  t.same(lines('order'), [`after ${runId}`]);
  t.notOk(locked());
});

for (const [when, script] of [
  ['while the run trains', 'touch began'],
  ['while the program still works', 'touch began; sleep 2'],
] as const)
  t.test(`a worker that is killed ${when}: the next one undoes it before it claims`, async (t) => {
    const { folder, door, host, settings, start, lines, script: write, locked, markers, order } = await setUp(t);
    write('before', `${script}; touch locked`);
    const runId = uniqueId('run');
    const fence = door.giveRun(makeOrder({ ...order, runId, script: 'sleep 600' }));
    const child = forkWorker(t, door, host, `${folder}/state`, settings);
    const ready = when === 'while the run trains' ? 'locked' : 'began';
    while (!existsSync(join(folder, ready))) await systemClock.sleep(50);
    await killWorker(child);
    t.equal(markers().length, 1, 'what is to be undone is on the disk');
    door.lost.add(fence);

    let lockedAtClaim: boolean | null = null;
    door.failing = (method) => {
      if (method === 'claim') lockedAtClaim ??= locked();
      return null;
    };
    await start();
    await door.until(() => door.idle, 'a claim of the next worker');
    t.same(lines('order'), [`after ${runId}`]);
    t.equal(lockedAtClaim, false, 'nothing was claimed under half-set clocks');
    t.same(markers(), []);
    await systemClock.sleep(2500);
    t.notOk(locked(), 'and nothing sets them afterwards');
  });

t.test('a machine that cannot be undone takes no work until it is', async (t) => {
  const { door, start, script, log, order, folder } = await setUp(t);
  script('after', 'echo the driver is gone; exit 1');
  const first = uniqueId('run');
  const second = uniqueId('run');
  door.giveRun(makeOrder({ ...order, runId: first }));
  door.giveRun(makeOrder({ ...order, runId: second }));
  await start();
  t.match(await door.reported(first), { outcome: 'measured' }, 'the run itself was measured well');
  while (!log.lines.some((line) => line.startsWith('warn cannot take work'))) await systemClock.sleep(50);
  t.same(door.claims, [first]);
  t.match(
    log.lines.find((line) => line.startsWith('error')),
    /takes no work until it is .*the driver is gone/,
  );
  script('after', `rm -f '${folder}/locked'`);
  t.match(await door.reported(second), { outcome: 'measured' }, 'it goes on by itself');
});
