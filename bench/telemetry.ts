import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../services/composition/clock.ts';
import { systemIds } from '../services/composition/ids.ts';
import type { RunOrder } from '../services/core/model/job.ts';
import { SANDBOX_USER } from '../services/core/model/sandbox.ts';
import { FakeDoor } from '../test/support/door.ts';
import { tinyImage } from '../test/support/image.ts';
import { makeOrder, pinFiles } from '../test/support/order.ts';
import { createDockerClient } from '../workers/docker/docker-container-client.ts';
import type { SandboxOptions } from '../workers/docker/sandbox.ts';
import { execute } from '../workers/execute.ts';
import { openOutbox } from '../workers/spool/outbox.ts';
import { startTelemetry, type Telemetry } from '../workers/telemetry/telemetry.ts';
import type { Row } from './rows.ts';

// What telemetry takes from a run: the same container, of a fixed amount of work, executed as a worker does, with and
// without sampling; its rows go through an outbox on the disk. Both sides take turns, and each pair starts with the other
// side than the pair before. Containers alone: the stream of GPU figures was not run here, as there is no GPU.

const PAIRS = 10;
/** Length of a run in seconds, more or less: long enough for two flushes. */
const SECONDS = 20;
/** How much of the work takes a second, more or less; only the ratio counts. */
const LOOPS_A_SECOND = 12_000_000;

/** @param seconds length of a run; a quick look takes 5. */
export async function benchTelemetry(seconds = SECONDS): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  const containers = createDockerClient(systemClock);
  const door = new FakeDoor();
  const log = { info: () => undefined, warn: console.error, error: console.error };
  const loops = Math.round(seconds * LOOPS_A_SECOND);
  const order = makeOrder({
    runId: systemIds.next('run'),
    imageId: (await tinyImage()).id,
    dataset: pinFiles(join(folder, 'data'), { 'a.txt': 'a' }),
    command: ['perl', '-e', `my $x = 0; for (1..${loops}) { $x += $_ % 7 } print $x`],
    metrics: [],
  });

  /** Wall time of one run from the container's start to its end, and processor time of this process in it, in ms. */
  async function run(sampled: boolean): Promise<{ readonly ms: number; readonly ownMs: number }> {
    const id = await containers.create(sandboxOf(order));
    const proof = { fence: 'f', runId: systemIds.next('run'), attempt: 1 };
    const outbox = await openOutbox({ folder: join(folder, 'spool', proof.runId), door, clock: systemClock, log });
    let telemetry: Telemetry | undefined;
    try {
      const from = process.cpuUsage();
      const { startedAt, endedAt } = await execute(
        { containers, clock: systemClock },
        id,
        { timeoutMs: 600_000, graceMs: 0 },
        new AbortController().signal,
        () => {
          if (!sampled) return;
          telemetry = startTelemetry({
            pid: async () => (await containers.inspect(id))?.pid ?? 0,
            containerId: id,
            devices: [],
            sink: {
              telemetry: (first, rows) =>
                outbox.put({ kind: 'telemetry', jobId: 'j', body: { ...proof, first, rows: [...rows] } }),
            },
            clock: systemClock,
            log,
          });
        },
        async () => undefined,
      );
      await telemetry?.end();
      await outbox.settled(new AbortController().signal);
      const own = process.cpuUsage(from);
      return { ms: endedAt.getTime() - startedAt.getTime(), ownMs: (own.user + own.system) / 1000 };
    } finally {
      await containers.remove(id);
    }
  }

  try {
    await run(true);
    const pairs: { readonly ratio: number; readonly share: number }[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const first = await run(pair % 2 === 0);
      const second = await run(pair % 2 !== 0);
      const [sampled, bare] = pair % 2 === 0 ? [first, second] : [second, first];
      pairs.push({ ratio: sampled.ms / bare.ms, share: Math.max(0, sampled.ownMs - bare.ownMs) / sampled.ms });
    }
    const kept = door.telemetries.reduce((sum, batch) => sum + batch.rows.length, 0);
    return [
      row(
        `${seconds} s of computing: with telemetry, times without`,
        pairs.map(({ ratio }) => ratio),
        'x',
        '<= 1.01',
      ),
      row(
        'processor time of the sampling, share of one processor',
        pairs.map(({ share }) => share),
        '',
        '<= 0.01',
      ),
      { name: 'rows kept of each run', value: kept / (PAIRS + 1), unit: 'rows', note: 'no GPU here: containers alone' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sandboxOf({ pins, limits }: RunOrder): SandboxOptions {
  return {
    ...{ image: pins.image.reference, user: SANDBOX_USER, command: pins.command, env: {}, limits },
    ...{ cpus: [0], dataFolder: null, labels: {} },
  };
}

function row(name: string, values: readonly number[], unit: string, goal: string): Row {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  const note = `${values.length} pairs, ${(sorted[0] ?? 0).toFixed(4)} to ${(sorted.at(-1) ?? 0).toFixed(4)}`;
  return { name, value: median, unit, goal, note };
}
