import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../services/composition/clock.ts';
import { systemIds } from '../services/composition/ids.ts';
import type { RunOrder } from '../services/core/model/job.ts';
import { FakeDoor } from '../test/support/door.ts';
import { tinyImage } from '../test/support/image.ts';
import { makeOrder, pinFiles } from '../test/support/order.ts';
import { startWorker } from '../workers/main.ts';
import type { Row } from './rows.ts';

// What Plumbline puts between a user and Docker: the wall time of a run from its claim to its outcome taken, beside
// `docker run --rm` of the same image id, limits and command. Both sides take turns, and each pair starts with the other
// side than the pair before, so that a drift of the machine hits both; the figures are medians over the pairs.

const PAIRS = 10;
/** Length of the long run in seconds when nothing else is asked for; the goal is stated for 20 s. */
const LONG_SECONDS = 20;
const run = promisify(execFile);

/** @param longSeconds length of the long run; a quick look takes 5. */
export async function benchOverhead(longSeconds = LONG_SECONDS): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  const silent = { info: () => undefined, warn: () => undefined, error: console.error };
  const door = new FakeDoor();
  const worker = await startWorker({
    door,
    platform: 'bench',
    host: systemIds.next('wrk'),
    stateFolder: join(folder, 'state'),
    clock: systemClock,
    ids: systemIds,
    log: silent,
  });
  try {
    const dataset = pinFiles(join(folder, 'data'), { 'a.txt': 'a' });
    const imageId = (await tinyImage()).id;
    const order = (command: readonly string[]): RunOrder =>
      makeOrder({ runId: systemIds.next('run'), imageId, dataset, command, metrics: [] });
    // The first run of an image probes it, once for ever.
    await trained(door, order(['true']));
    await bare(order(['true']));
    const short = await pairs(door, () => order(['true']));
    const loops = Math.round((await loopsASecond(imageId)) * longSeconds);
    const long = await pairs(door, () => order(['perl', '-e', busy(loops)]));
    const more = short.map(({ oursMs, bareMs }) => (oursMs - bareMs) / 1000);
    const times = long.map(({ oursMs, bareMs }) => oursMs / bareMs);
    return [
      row('true, claim to outcome taken: more than bare docker run', more, 's', '<= 0.5'),
      { name: 'true, bare docker run', value: median(short.map((pair) => pair.bareMs / 1000)), unit: 's' },
      row(`${longSeconds} s of computing: times bare docker run`, times, 'x', '<= 1.02'),
    ];
  } finally {
    await worker.stop(0);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Pair {
  readonly oursMs: number;
  readonly bareMs: number;
}

async function pairs(door: FakeDoor, order: () => RunOrder): Promise<Pair[]> {
  const found: Pair[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const oursFirst = pair % 2 === 0;
    const first = oursFirst ? await trained(door, order()) : await bare(order());
    const second = oursFirst ? await bare(order()) : await trained(door, order());
    found.push(oursFirst ? { oursMs: first, bareMs: second } : { oursMs: second, bareMs: first });
  }
  return found;
}

/** Wall time of a run through the worker, in milliseconds: from the claim's answer to the report that was taken. */
async function trained(door: FakeDoor, order: RunOrder): Promise<number> {
  // The worker may still be removing the last container; what is measured begins with an idle worker.
  await door.until(() => door.idle, 'a claim that waits');
  const from = performance.now();
  door.giveRun(order);
  const report = await door.reported(order.runId, 120_000);
  const ms = performance.now() - from;
  if (report.exitCode !== 0) throw new Error(`the run ended with ${report.outcome}: ${report.detail}`);
  return ms;
}

/** Wall time of the same container from the command line, in milliseconds. */
async function bare(order: RunOrder): Promise<number> {
  const { limits, pins } = order;
  const sandbox = [
    ['--network=none', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--init'],
    ['--user=65534:65534', '--log-driver=none', '--ipc=private', '--hostname=plumbline'],
    [`--memory=${limits.memoryMiB}m`, `--memory-swap=${limits.memoryMiB}m`, `--pids-limit=${limits.pids}`],
    [`--shm-size=${limits.shmMiB}m`, `--tmpfs=/tmp:rw,exec,nosuid,nodev,size=${limits.tmpMiB}m,mode=1777`],
    ['--ulimit=nofile=16384:16384', '--ulimit=core=0:0', `--volume=${pins.dataset.folder}:/data:ro`],
    [`--cpuset-cpus=${lastCpu()}`],
  ].flat();
  const [program = '', ...args] = pins.command;
  const from = performance.now();
  await run('docker', ['run', '--rm', ...sandbox, '--entrypoint', program, pins.image.reference, ...args]);
  return performance.now() - from;
}

/** The processor that the worker gives a run that needs one. */
function lastCpu(): number {
  return availableParallelism() - 1;
}

/** A fixed amount of work, not a fixed time: only work can be slowed down. */
function busy(loops: number): string {
  return `my $x = 0; for (1..${loops}) { $x += $_ % 7 } print $x`;
}

/** How much of it a processor of this machine does, by its own time, so that a busy neighbour does not count. */
async function loopsASecond(imageId: string): Promise<number> {
  const loops = 5_000_000;
  const script = `${busy(loops)}; print ' ', (times)[0]`;
  const { stdout } = await run('docker', ['run', '--rm', '--network=none', imageId, 'perl', '-e', script]);
  return loops / Number(stdout.split(' ')[1]);
}

function row(name: string, values: readonly number[], unit: string, goal: string): Row {
  const note = `${values.length} pairs, ${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
  return { name, value: median(values), unit, goal, note };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}
