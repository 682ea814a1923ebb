import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { createWorkerDoor } from '../services/client/door.ts';
import { systemClock } from '../services/composition/clock.ts';
import { systemIds } from '../services/composition/ids.ts';
import type { RunOrder } from '../services/core/model/job.ts';
import { aRun } from '../test/support/builders.ts';
import { tinyImage } from '../test/support/image.ts';
import { makeOrder, pinFiles } from '../test/support/order.ts';
import { privateRedis, silent } from '../test/support/queue.ts';
import { startWorker } from '../workers/main.ts';
import type { Row } from './rows.ts';
import { PLATFORM, type Served, serve } from './served.ts';

// From a run that is put into the queue to its container's start, on a worker that is idle, through the real API over HTTP;
// beside `docker run` of the same image from its call to its container's start. Both sides take turns, who is first
// changes from pair to pair, and the engine says when a container started.

const PAIRS = 12;
/** Pairs that do not count: the image is probed, plans and connections are made. */
const WARM_UP_PAIRS = 2;
/** Pause before a turn in milliseconds: the last container is gone then, and the claim waits at the API. */
const REST_MS = 1500;
const START_MS_MAX = 60_000;
const run = promisify(execFile);

export async function benchEnqueue(): Promise<Row[]> {
  const rows: Row[] = [];
  const redis = await privateRedis();
  try {
    rows.push(...(await measured('Redis', await serve({ redisUrl: redis.url }), '≤ 300')));
  } finally {
    await redis.stop();
  }
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-enqueue-'));
  try {
    rows.push(...(await measured('embedded', await serve({ folder }))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

async function measured(name: string, served: Served, goal?: string): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-worker-'));
  const worker = await startWorker({
    door: createWorkerDoor({ baseUrl: served.url, token: served.token }),
    platform: PLATFORM,
    host: systemIds.next('wrk'),
    stateFolder: join(folder, 'state'),
    clock: systemClock,
    ids: systemIds,
    log: silent,
  });
  const starts = await startsOf(new Docker());
  try {
    const dataset = pinFiles(join(folder, 'data'), { 'a.txt': 'a' });
    const imageId = (await tinyImage()).id;
    const order = () => makeOrder({ runId: systemIds.next('run'), imageId, dataset, command: ['true'], metrics: [] });
    const times = { ours: [] as number[], bare: [] as number[] };
    for (let pair = 0; pair < WARM_UP_PAIRS + PAIRS; pair += 1) {
      const sides: ('ours' | 'bare')[] = pair % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours'];
      for (const side of sides) {
        await systemClock.sleep(REST_MS);
        const ms = await (side === 'ours' ? enqueued(served, order(), starts) : bare(order(), starts));
        if (pair >= WARM_UP_PAIRS) times[side].push(ms);
      }
    }
    const more = times.ours.map((ms, index) => ms - (times.bare[index] ?? Number.NaN));
    return [
      {
        name: `${name}: enqueue to container start, more than docker run`,
        value: Math.round(median(more)),
        unit: 'ms',
        ...(goal === undefined ? {} : { goal }),
        note: `${PAIRS} pairs, ${Math.round(Math.min(...more))} to ${Math.round(Math.max(...more))}; docker run ${Math.round(median(times.bare))}`,
      },
    ];
  } finally {
    starts.close();
    await worker.stop(0);
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Starts {
  /** When the container with this label or name started, in milliseconds since the epoch. */
  of(key: string): Promise<number>;
  close(): void;
}

/** Listens to the engine's own word on starts. */
async function startsOf(docker: Docker): Promise<Starts> {
  const known = new Map<string, number>();
  const waiting = new Map<string, (ms: number) => void>();
  const stream = (await docker.getEvents({
    filters: { event: ['start'], type: ['container'] },
  })) as NodeJS.ReadableStream & {
    destroy(): void;
  };
  let rest = '';
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((text) => text.trim() !== '')) {
      const { timeNano, Actor } = JSON.parse(line) as {
        timeNano: number;
        Actor: { Attributes: Record<string, string> };
      };
      for (const key of [Actor.Attributes['dev.plumbline.run'], Actor.Attributes.name]) {
        if (key === undefined) continue;
        known.set(key, timeNano / 1e6);
        waiting.get(key)?.(timeNano / 1e6);
      }
    }
  });
  return {
    of: (key) =>
      new Promise((resolve, reject) => {
        const found = known.get(key);
        if (found !== undefined) return resolve(found);
        const timer = setTimeout(
          () => reject(new Error(`${key} did not start within ${START_MS_MAX} ms`)),
          START_MS_MAX,
        );
        waiting.set(key, (ms) => {
          clearTimeout(timer);
          resolve(ms);
        });
      }),
    close: () => stream.destroy(),
  };
}

async function enqueued(served: Served, order: RunOrder, starts: Starts): Promise<number> {
  const { runId: id, pins, limits, metrics, seed } = order;
  const from = Date.now();
  await served.enqueue(
    aRun({ id, pins: { ...pins, platform: PLATFORM }, limits, metrics, seed, createdAt: new Date().toISOString() }),
  );
  return (await starts.of(id)) - from;
}

/** The same container from the command line, by the start of `docker run`. */
async function bare({ runId, limits, pins }: RunOrder, starts: Starts): Promise<number> {
  const sandbox = [
    '--network=none',
    '--read-only',
    '--cap-drop=ALL',
    '--init',
    '--user=65534:65534',
    '--log-driver=none',
  ];
  const bounds = [
    `--memory=${limits.memoryMiB}m`,
    `--pids-limit=${limits.pids}`,
    `--volume=${pins.dataset.folder}:/data:ro`,
  ];
  const from = Date.now();
  const done = run('docker', [
    'run',
    '--rm',
    `--name=${runId}`,
    ...sandbox,
    ...bounds,
    pins.image.reference,
    ...pins.command,
  ]);
  const started = await starts.of(runId);
  await done;
  return started - from;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}
