import { fork } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createWorkerDoor } from '../services/client/door.ts';
import { systemClock } from '../services/composition/clock.ts';
import { systemIds } from '../services/composition/ids.ts';
import { HEARTBEAT_MS } from '../services/core/planning/lease.ts';
import { aRun, somePins } from '../test/support/builders.ts';
import { privateRedis } from '../test/support/queue.ts';
import type { Row } from './rows.ts';
import { PLATFORM, serve } from './served.ts';

// One API process (embedded store, queue on Redis) that holds the long polls of a thousand idle workers for a minute,
// over real HTTP with a connection each. Every one also sends a heartbeat as often as a worker with a job does: it is answered
// with LEASE_LOST, after the same look into the store. Then jobs come, one by one.

const WORKERS = 1000;
const MINUTE_MS = 60_000;
/** As the worker's own (workers/claim-wait.ts). */
const CLAIM_WAIT_MS = 25_000;
/** Pause before a worker that got a job, or no answer, claims again, in milliseconds. */
const AGAIN_MS = 500;
const JOBS = 20;
/** Most of a failure's words that are shown, in characters. */
const FAILURE_MAX = 80;
const JOB_EVERY_MS = 250;
/** Clock ticks of /proc/<pid>/stat in a second, as Linux reports them to programs. */
const TICKS_A_SECOND = 100;

interface Told {
  readonly url: string;
  readonly token: string;
}

export async function benchIdleWorkers(): Promise<Row[]> {
  const redis = await privateRedis();
  const child = fork(fileURLToPath(import.meta.url), [redis.url], { execArgv: ['--import', 'tsx'] });
  const stop = new AbortController();
  try {
    const { url, token } = await new Promise<Told>((resolve) => {
      // What the tests' support loads may speak on this channel too.
      child.on('message', (told: Partial<Told>) => told.url !== undefined && resolve(told as Told));
    });
    const door = createWorkerDoor({ baseUrl: url, token });
    const claimed = new Map<string, number>();
    const failed = new Map<string, number>();
    setMaxListeners(0, stop.signal);
    const loops = Array.from({ length: WORKERS }, async (_, index) => {
      const host = `host-${index}`;
      while (!stop.signal.aborted) {
        try {
          const request = { platform: PLATFORM, host, workerId: `wrk-${index}`, waitMs: CLAIM_WAIT_MS };
          const job = await door.claim(request, stop.signal);
          if (job === null) continue;
          claimed.set(job.jobId, performance.now());
        } catch (error) {
          const why = error instanceof Error ? error.message.slice(0, FAILURE_MAX) : String(error);
          if (!stop.signal.aborted) failed.set(why, (failed.get(why) ?? 0) + 1);
        }
        await systemClock.sleep(AGAIN_MS, stop.signal);
      }
    });
    const beats = Array.from({ length: WORKERS }, async (_, index) => {
      await systemClock.sleep((HEARTBEAT_MS * index) / WORKERS, stop.signal);
      while (!stop.signal.aborted) {
        await door.heartbeat(`job-${index}`, 'nobody').catch(() => undefined);
        await systemClock.sleep(HEARTBEAT_MS, stop.signal);
      }
    });
    // They come one after the other in life too; the first polls are not what is measured.
    await systemClock.sleep(CLAIM_WAIT_MS);
    const before = cpuSeconds(child.pid);
    await systemClock.sleep(MINUTE_MS);
    const busy = (cpuSeconds(child.pid) - before) / (MINUTE_MS / 1000);
    const latencies: number[] = [];
    for (let job = 0; job < JOBS; job += 1) {
      const id = systemIds.next('run');
      const from = performance.now();
      child.send({ id });
      while (!claimed.has(id)) await systemClock.sleep(1);
      latencies.push((claimed.get(id) ?? Number.NaN) - from);
      await systemClock.sleep(JOB_EVERY_MS);
    }
    const memory = memoryMiB(child.pid);
    stop.abort();
    await Promise.all([...loops, ...beats]);
    latencies.sort((one, other) => one - other);
    const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN;
    return [
      {
        name: `${WORKERS} idle workers: one API process`,
        value: 100 * busy,
        unit: '% of a CPU',
        note: 'over a minute',
      },
      { name: `${WORKERS} idle workers: its memory`, value: memory, unit: 'MiB' },
      {
        name: `${WORKERS} idle workers: enqueue to claimed`,
        value: at(0.5),
        unit: 'ms',
        note: `slowest of ${JOBS}: ${at(1).toFixed(0)}`,
      },
      {
        name: `${WORKERS} idle workers: claims that failed`,
        value: [...failed.values()].reduce((sum, times) => sum + times, 0),
        unit: '',
        goal: '0',
        note: [...failed].map(([why, times]) => `${times} × ${why}`).join(' · '),
      },
    ];
  } finally {
    stop.abort();
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
    await redis.stop();
  }
}

/** User and system time of a process so far. */
function cpuSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

function memoryMiB(pid: number | undefined): number {
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

const [, script, redisUrl] = process.argv;
if (script === fileURLToPath(import.meta.url) && redisUrl !== undefined) {
  const served = await serve({ redisUrl });
  process.on('message', ({ id }: { id: string }) => {
    const run = aRun({ id, pins: somePins({ platform: PLATFORM }), createdAt: new Date().toISOString() });
    served.enqueue(run).catch((error: unknown) => console.error(error));
  });
  process.on('disconnect', () => void served.close().finally(() => process.exit(0)));
  process.send?.({ url: served.url, token: served.token } satisfies Told);
}
