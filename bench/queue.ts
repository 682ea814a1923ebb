import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { systemClock } from '../services/composition/clock.ts';
import { openEmbedded } from '../services/queue/embedded.ts';
import type { Engine } from '../services/queue/engine.ts';
import { createJobQueue } from '../services/queue/job-queue.ts';
import { openRedis } from '../services/queue/redis.ts';
import { privateRedis, silent } from '../test/support/queue.ts';
import type { Row } from './rows.ts';

// Claims and completions a second through the JobQueue port, beside the same two calls made to BullMQ directly on the
// same engine. Both sides take turns in short rounds, so that a noisy neighbour hits both; the figure is the median of
// the rounds' ratios.

const ROUNDS = 12;
/** One uncounted round each: code and plans warm. */
const WARM_UP_ROUNDS = 1;
/** So many that a round lasts at least 100 ms. */
const REDIS_JOBS_A_ROUND = 2_000;
const EMBEDDED_JOBS_A_ROUND = 160;
const GOALS = new Map([
  [1, 0.5],
  [16, 0.8],
]);

/** One side of the comparison: takes a job and completes it; false when there was none. */
interface Side {
  fill(ids: readonly string[]): Promise<void>;
  takeOne(token: string): Promise<boolean>;
}

export async function benchQueue(): Promise<Row[]> {
  const rows: Row[] = [];
  const redis = await privateRedis();
  try {
    const engine = await openRedis(redis.url, systemClock, silent);
    rows.push(...(await compare('Redis', engine, REDIS_JOBS_A_ROUND)));
    await engine.close();
  } finally {
    await redis.stop();
  }
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-queue-'));
  try {
    rows.push(...(await coldStart(folder)));
    const engine = await openEmbedded(folder, silent);
    rows.push(...(await compare('embedded', engine, EMBEDDED_JOBS_A_ROUND)));
    await engine.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

async function coldStart(folder: string): Promise<Row[]> {
  await (await openEmbedded(folder, silent)).close();
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const engine = await openEmbedded(folder, silent);
    times.push(performance.now() - began);
    await engine.close();
  }
  return [{ name: 'embedded queue: open an existing folder', value: median(times), unit: 'ms', note: 'median of 5' }];
}

async function compare(name: string, engine: Engine, jobsARound: number): Promise<Row[]> {
  const rows: Row[] = [];
  const lengths = { leases: { leaseMs: 60_000, stalledCheckMs: 15_000 }, pollMs: 500, clock: systemClock, log: silent };
  const jobs = createJobQueue(engine, lengths);
  const shared = { connection: engine.connection };
  const queue = new Queue('bare', shared, engine.backend);
  const worker = new Worker('bare', null, { ...shared, autorun: false, lockDuration: 60_000 }, engine.backend);
  await worker.startStalledCheckTimer();
  const door: Side = {
    fill: (ids) => jobs.enqueueAll(ids.map((jobId) => ({ jobId, platform: 'bench', priority: 100 }))),
    takeOne: async (token) => {
      const claimed = await jobs.claim('bench', token, 0);
      return claimed !== null && (await jobs.complete('bench', claimed.jobId, token));
    },
  };
  const bare: Side = {
    fill: async (ids) => {
      const opts = { priority: 100, removeOnComplete: true };
      await queue.addBulk(ids.map((jobId) => ({ name: 'bare', data: {}, opts: { ...opts, jobId } })));
    },
    takeOne: async (token) => {
      const job = await worker.getNextJob(token, { block: false });
      if (job !== undefined) await job.moveToCompleted(null, token, false);
      return job !== undefined;
    },
  };
  for (const [callers, goal] of GOALS) {
    const rates = { door: [] as number[], bare: [] as number[] };
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
      // Who goes first alternates too.
      const order: ('door' | 'bare')[] = round % 2 === 0 ? ['door', 'bare'] : ['bare', 'door'];
      for (const side of order) {
        const rate = await measure(side === 'door' ? door : bare, callers, jobsARound);
        if (round >= WARM_UP_ROUNDS) rates[side].push(rate);
      }
    }
    const ratios = rates.door.map((rate, round) => rate / (rates.bare[round] ?? Number.NaN));
    const who = `${name}, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
    rows.push(
      { name: `${who}: through our door`, value: median(rates.door), unit: 'jobs/s' },
      { name: `${who}: bare BullMQ`, value: median(rates.bare), unit: 'jobs/s' },
      { name: `${who}: ratio`, value: median(ratios), unit: '', goal: `≥ ${goal}`, note: range(ratios) },
    );
  }
  await jobs.close();
  await worker.close();
  await queue.close();
  return rows;
}

/** Jobs a second over one round. */
async function measure(side: Side, callers: number, jobs: number): Promise<number> {
  const run = randomBytes(6).toString('hex');
  await side.fill(Array.from({ length: jobs }, (_, index) => `run_${run}_${index}`));
  let left = jobs;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left > 0) {
        left -= 1;
        if (!(await side.takeOne(`${run}:${left}`))) throw new Error('a job is missing');
      }
    }),
  );
  return jobs / ((performance.now() - began) / 1_000);
}

function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
