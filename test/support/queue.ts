import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import type { Log } from '../../services/core/ports/base.ts';
import { type OpenedQueue, openQueue, type QueueOptions } from '../../services/queue/open.ts';
import { testFolder } from './folder.ts';

/** Longest a private redis-server may take to start, in milliseconds. */
const START_MS_MAX = 15_000;

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A log that can be read back. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write = (message: string, data?: Record<string, unknown>) => {
    lines.push(`${message} ${JSON.stringify(data ?? {})}`);
  };
  return { lines, info: write, warn: write, error: write };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A redis-server of this test alone, which can be killed and started again on the same port and folder. */
export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** `SIGKILL`: it dies; `SIGSTOP`: it stays connected and answers nothing; `SIGCONT`: it goes on. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  stop(): Promise<void>;
}

export async function privateRedis(options: { password?: string; keepsData?: boolean } = {}): Promise<PrivateRedis> {
  if (spawnSync('redis-server', ['--version']).error !== undefined) {
    throw new Error('redis-server is missing: `sh infra/setup.sh --for-tests` installs it');
  }
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-redis-'));
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const started = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
        .concat(options.keepsData ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [])
        .concat(options.password === undefined ? [] : ['--requirepass', options.password]),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    child = started;
    const ready = new Promise<void>((resolve, reject) => {
      let text = '';
      started.stdout?.on('data', (chunk: Buffer) => {
        text = (text + chunk.toString()).slice(-4096);
        if (/Ready to accept connections/.test(text)) resolve();
      });
      started.once('exit', () => reject(new Error(`redis-server ended: ${text}`)));
      setTimeout(() => reject(new Error(`redis-server did not start: ${text}`)), START_MS_MAX).unref();
    });
    await ready;
  };
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    const running = child;
    if (running === null) return;
    const ended = name === 'SIGKILL' ? once(running, 'exit') : null;
    running.kill(name);
    await ended;
    if (name === 'SIGKILL') child = null;
  };
  await start();
  const auth = options.password === undefined ? '' : `:${options.password}@`;
  return {
    url: `redis://${auth}127.0.0.1:${port}`,
    port,
    start,
    signal,
    stop: async () => {
      await signal('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface TestQueue extends OpenedQueue {
  /** The same backend opened again, as another process would find it (Redis) or after a restart (embedded). */
  again(options?: Partial<QueueOptions>): Promise<OpenedQueue>;
  readonly kind: 'redis' | 'embedded';
}

/** Runs the same test on both backends. Short leases and checks: the lengths are parameters, the behaviour is not. */
export async function eachQueue(
  t: Test,
  work: (t: Test, queue: TestQueue) => Promise<void>,
  options: Partial<QueueOptions> = {},
): Promise<void> {
  await t.test('on Redis', async (t) => {
    const redis = await privateRedis();
    t.teardown(() => redis.stop());
    await withQueue(t, 'redis', { redisUrl: redis.url }, options, work);
  });
  await t.test('embedded', async (t) => {
    const folder = testFolder(t);
    await cp(await emptyEmbedded(), folder, { recursive: true });
    await withQueue(t, 'embedded', { folder }, options, work);
  });
}

let template: Promise<string> | null = null;

/** An empty embedded queue to copy: making one takes seconds, copying it does not. */
function emptyEmbedded(): Promise<string> {
  template ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-queue-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const queue = await openQueue({ folder, clock: systemClock, log: silent });
    await queue.close();
    return folder;
  })();
  return template;
}

async function withQueue(
  t: Test,
  kind: TestQueue['kind'],
  place: { redisUrl: string } | { folder: string },
  options: Partial<QueueOptions>,
  work: (t: Test, queue: TestQueue) => Promise<void>,
): Promise<void> {
  const open = (more: Partial<QueueOptions> = {}) =>
    openQueue({ clock: systemClock, log: silent, ...place, ...options, ...more });
  const opened: OpenedQueue[] = [await open()];
  try {
    const [first] = opened;
    if (first === undefined) return;
    await work(t, {
      ...first,
      kind,
      again: async (more) => {
        const next = await open(more);
        opened.push(next);
        return next;
      },
    });
  } finally {
    for (const queue of opened) await queue.close();
  }
}

/** Asks until the answer is yes; fails after `msMax` milliseconds. */
export async function until(what: string, msMax: number, ask: () => Promise<boolean>): Promise<void> {
  for (let left = msMax; left > 0; left -= 50) {
    if (await ask()) return;
    await systemClock.sleep(50);
  }
  throw new Error(`not within ${msMax} ms: ${what}`);
}
