import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { createCheckpoints } from '../../../workers/checkpoints/checkpoints.ts';
import { folderName } from '../../../workers/checkpoints/kept.ts';
import type { ContainerClient } from '../../../workers/docker/container-client.ts';
import { testFolder } from '../../support/folder.ts';
import { makeOrder, pinFiles } from '../../support/order.ts';
import { testLog } from '../../support/worker.ts';

// The bound over all checkpoints of a host, with an engine that has no containers.

const IMAGE = `sha256:${'a'.repeat(64)}`;
const MIB = 1_048_576;
const containers = { list: async () => [] } as unknown as ContainerClient;
/** Looks at a folder that is being swept, 10 ms apart, or that is about to be, 1 ms apart. */
const LOOKS_MAX = 1000;
/** Files of a folder whose removal takes a while. */
const FILES = 1000;
const never = new AbortController().signal;

/** @param freeMiB what the disk has free, in MiB; what it really has unless given. */
function setUp(t: Test, quotaMiB: number, freeMiB?: () => number) {
  const folder = testFolder(t, { data: {}, checkpoints: {} });
  const root = `${folder}/checkpoints`;
  const dataset = pinFiles(`${folder}/data`, { 'a.txt': 'a' });
  const log = testLog(t);
  const checkpoints = createCheckpoints({
    ...{ root, quotaBytes: quotaMiB * MIB, containers, clock: systemClock, log },
    ...(freeMiB === undefined ? {} : { freeBytes: async () => freeMiB() * MIB }),
  });
  const homeOf = (runId: string) => `${root}/${folderName(runId)}`;
  const open = (runId: string, checkpointMiB: number, attempt = 1) => {
    const order = makeOrder({ runId, attempt, imageId: IMAGE, dataset, limits: { checkpointMiB } });
    const sandbox = {
      ...{ image: IMAGE, user: '1000', command: order.pins.command, env: {}, limits: order.limits },
      ...{ cpus: [0], dataFolder: null, labels: {} },
    };
    return checkpoints.open(order, sandbox, never);
  };
  /** What a run that was stopped so many days ago left. */
  const keep = (runId: string, mib: number, days: number): void => {
    const home = homeOf(runId);
    mkdirSync(`${home}/data`, { recursive: true });
    writeFileSync(`${home}/data/model`, Buffer.alloc(mib * MIB, 1));
    writeFileSync(`${home}/kept.json`, '{"attempts":[1]}');
    const then = Date.now() / 1000 - days * 86_400;
    utimesSync(`${home}/kept.json`, then, then);
  };
  const has = (runId: string) => existsSync(homeOf(runId));
  return { root, log, checkpoints, open, keep, has };
}

t.test('beyond the quota the checkpoints used longest ago go, and no more than that takes', async (t) => {
  const { root, log, open, keep, has } = setUp(t, 8);
  keep('younger', 3, 1);
  keep('oldest', 3, 3);
  keep('older', 1, 2);
  const opened = await open('new', 3);
  t.same(['oldest', 'older', 'younger'].map(has), [false, true, true]);
  t.equal(log.lines.filter((line) => /to make room/.test(line)).length, 1);
  t.equal(readdirSync(root).length, 3, 'nothing of it is left under another name');
  await opened.close(true);
});

t.test('never those of a run that goes on, nor what its next attempt comes for', async (t) => {
  const { open, keep, has, log } = setUp(t, 8);
  keep('running', 3, 9);
  keep('kept', 2, 1);
  const running = await open('running', 5, 2);
  t.match(running.note, /attempt 1$/);
  const other = await open('other', 6);
  t.same(['running', 'kept', 'other'].map(has), [true, false, true]);
  t.ok(log.lines.some((line) => /in use are above the quota.*"overMiB":3/.test(line)));
  await other.close(false);
  await running.close(false);
});

t.test('a run counts with all that it may write', async (t) => {
  const { open, keep, has } = setUp(t, 8);
  keep('kept', 2, 1);
  const running = await open('running', 4);
  t.ok(has('kept'));
  const other = await open('other', 3);
  t.notOk(has('kept'), 'four and three may be written, two more are above eight');
  await running.close(true);
  await other.close(true);
});

t.test('what was used until now is not the oldest, however long ago it began', async (t) => {
  const { open, keep, has } = setUp(t, 8);
  keep('long', 3, 9);
  keep('short', 3, 1);
  await (await open('long', 3, 2)).close(false);
  await (await open('new', 4)).close(true);
  t.same(['long', 'short'].map(has), [true, false]);
});

t.test('a disk with too little room costs checkpoints too, and none when that would not be enough', async (t) => {
  let freeMiB = 0;
  const { open, keep, has } = setUp(t, 1000, () => freeMiB);
  keep('old', 3, 2);
  keep('young', 3, 1);
  freeMiB = 256 + 2;
  await t.rejects(open('big', 20), {
    code: 'DISK_FULL',
    message: /^258 MiB are free for checkpoints, 276 are needed/,
  });
  t.same(['old', 'young'].map(has), [true, true]);
  await (await open('small', 4)).close(true);
  t.same(['old', 'young'].map(has), [false, true]);
});

t.test('room that is being made for one run is there for the next one that begins', async (t) => {
  const { root, open, keep } = setUp(t, 1000, () => (readdirSync(root).some(takesRoom) ? 258 : 261));
  const takesRoom = (name: string) => name.endsWith(folderName('old'));
  keep('old', 3, 1);
  // Many files: their removal takes a while.
  for (let file = 0; file < FILES; file += 1) writeFileSync(`${root}/${folderName('old')}/data/${file}`, '');
  const first = open('first', 4);
  const goes = () => readdirSync(root).some((name) => name.startsWith('evict-'));
  for (let looks = 0; !goes() && looks < LOOKS_MAX; looks += 1) await systemClock.sleep(1);
  const second = open('second', 4);
  for (const opening of [first, second]) await (await opening).close(true);
});

t.test('what a kill left of a removal is swept, and no attempt goes on from it', async (t) => {
  const { root, checkpoints, open } = setUp(t, 8);
  mkdirSync(`${root}/evict-${folderName('run')}/data`, { recursive: true });
  const opened = await open('run', 1);
  t.equal(opened.note, '');
  await opened.close(true);
  const stop = new AbortController();
  const sweeping = checkpoints.keepSweeping(stop.signal);
  for (let looks = 0; looks < LOOKS_MAX && readdirSync(root).length > 0; looks += 1) await systemClock.sleep(10);
  t.same(readdirSync(root), []);
  stop.abort();
  await sweeping;
});
