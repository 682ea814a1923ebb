import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { RunReport } from '../../../services/core/model/job.ts';
import { openSpool } from '../../../workers/spool/spool.ts';
import { FakeDoor } from '../../support/door.ts';
import { testFolder } from '../../support/folder.ts';
import { silent } from '../../support/loopback.ts';

// A process that dies at any step of its work with the spool: the file system is real and stops answering at the n-th
// change, as it does for a process that is killed. A new process then delivers what it finds.

const BYTES = 20_000;
const PIECES = 12;
/** Small enough that most of the log is dropped on the way. */
const BOUND = 120_000;
const STEPS_MAX = 400;

/** Which change of the file system is the last one of the process that runs now. */
const machine = { last: Number.POSITIVE_INFINITY, steps: 0 };
const died = (): boolean => machine.steps >= machine.last;
const never = new Promise<never>(() => undefined);

/** Dies at the machine's last step, where half of what is written still reaches the disk. */
function guard<A extends unknown[], R>(work: (...args: A) => Promise<R>, half?: (...args: A) => Promise<unknown>) {
  return async (...args: A): Promise<R> => {
    if (died()) return never;
    machine.steps += 1;
    if (!died()) return work(...args);
    await half?.(...args);
    return never;
  };
}

const { open, rename, rm } = fs;
Object.assign(fs, {
  rename: guard(rename),
  rm: guard(rm),
  async open(...args: Parameters<typeof open>) {
    const file = await guard(open)(...args);
    const write = file.writeFile.bind(file) as (text: string) => Promise<void>;
    file.writeFile = guard(write, (text: string) => write(text.slice(0, text.length / 2))) as typeof file.writeFile;
    return file;
  },
});
syncBuiltinESMExports();
t.teardown(() => {
  Object.assign(fs, { open, rename, rm });
  syncBuiltinESMExports();
});

/** The door of a process that says nothing more once it is dead. */
function mortal(door: FakeDoor, dead: () => boolean): FakeDoor {
  const sends = new Set<PropertyKey>(['log', 'samples', 'telemetry', 'report']);
  return new Proxy(door, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (!sends.has(name)) return value;
      return (...args: unknown[]) => (dead() ? never : (value as (...all: unknown[]) => unknown).apply(target, args));
    },
  });
}

/** The log put together as the store does it: text that is there already is left out; where a hole is, there are words. */
function assembled(door: FakeDoor): { readonly whole: boolean; readonly end: number } {
  let [end, whole, hole] = [0, true, false];
  for (const { offset, text } of door.pieces) {
    const fresh = Buffer.from(text).subarray(Math.max(0, end - offset));
    if (fresh.length === 0) continue;
    if (offset > end && !hole) whole = false;
    // Pieces are letters of one kind: half of one would begin with the wrong part.
    if (offset < end) whole = false;
    hole = text.startsWith('[…');
    end = Math.max(offset, end) + fresh.length;
  }
  return { whole, end };
}

t.test('killed at every step of writing, dropping, sending and deleting', async (t) => {
  const proof = { fence: 'f', runId: 'run_1', attempt: 1 };
  const sleep = (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 2), signal);
  const folder = testFolder(t);
  let finished = false;
  let step = 0;
  while (!finished && step < STEPS_MAX) {
    step += 1;
    Object.assign(machine, { last: step, steps: 0 });
    const door = new FakeDoor();
    let away = true;
    door.failing = () => (away ? new PlumblineError('API_UNAVAILABLE', 'away') : null);
    const options = { root: `${folder}/${step}`, maxBytes: BOUND, clock: { ...systemClock, sleep }, log: silent };
    let dead = false;
    let promised = 0;
    let reported = false;
    const life = async () => {
      const outbox = await (await openSpool({ ...options, door: mortal(door, () => dead) })).open('run_1', 'run_1', 1);
      for (let turn = 0; turn < PIECES; turn += 1) {
        const text = `${String.fromCharCode(97 + turn).repeat(BYTES - 1)}\n`;
        await outbox.put({ kind: 'log', jobId: 'run_1', body: { ...proof, offset: turn * BYTES, text } });
        promised += BYTES;
      }
      const body = { ...proof, outcome: 'measured', logBytes: PIECES * BYTES, logDropped: 0 } as unknown as RunReport;
      await outbox.put({ kind: 'report', jobId: 'run_1', body });
      reported = true;
      away = false;
      await outbox.settled(new AbortController().signal);
      finished = true;
    };
    const death = async () => {
      while (!died() && !finished) await systemClock.sleep(1);
    };
    await Promise.race([life(), death()]);
    dead = true;
    machine.last = Number.POSITIVE_INFINITY;
    away = false;
    if (!finished) await (await openSpool({ ...options, door })).deliverLeftovers(AbortSignal.timeout(10_000));
    const { whole, end } = assembled(door);
    const reports = new Set(door.reports.map((report) => JSON.stringify(report)));
    const [report] = door.reports;
    const words = door.pieces.filter(({ text }) => text.startsWith('[…'));
    const dropped = new Map(words.map(({ offset, text }) => [offset, Number(/\d+/.exec(text)?.[0])]));
    const counted = [...dropped.values()].reduce((sum, bytes) => sum + bytes, 0);
    // What was promised arrives, or has its words at its place; a report comes once in effect, with the right count.
    const right =
      whole &&
      (end >= promised || counted > 0) &&
      reports.size === (reported ? 1 : Math.min(1, reports.size)) &&
      (report === undefined || report.logDropped === counted);
    if (!right) t.fail(`killed at step ${step}`, { whole, end, promised, counted, reports: [...reports] });
  }
  t.ok(finished, `after each of ${step - 1} steps a new process delivered what was promised, once in effect`);
});
