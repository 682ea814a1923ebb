import type { Job } from 'bullmq';
import { CronExpressionParser } from 'cron-parser';
import { PlumblineError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { Tick, TickSource } from '../core/ports/queue.ts';
import { SCHEDULES_MAX, TICK_ATTEMPTS } from './bounds.ts';
import { type Bull, type Leases, openBull } from './bull.ts';
import type { Engine } from './engine.ts';
import { isLockLost, unavailable } from './failure.ts';
import { TICKS_QUEUE } from './names.ts';

/** BullMQ's id of a scheduler's job: `repeat:<scheduler>:<milliseconds since the epoch>`. */
const TICK_ID = /^repeat:(.+):(\d+)$/;

const TICK_OPTIONS = { attempts: TICK_ATTEMPTS, removeOnComplete: true, removeOnFail: true };

/** The clockwork of the schedules on BullMQ's job schedulers. Times and time zones are cron-parser's. */
export function createTickSource(
  engine: Engine,
  options: {
    leases: Leases;
    pollMs: number;
    backoffMs: number;
    clock: Clock;
    log: Log;
  },
): TickSource {
  const { leases, clock, log } = options;
  const stop = new AbortController();
  let bull: Promise<Bull> | null = null;
  let loop: Promise<void> | null = null;

  function opened(): Promise<Bull> {
    if (stop.signal.aborted) throw new PlumblineError('QUEUE_UNAVAILABLE', 'the queue is closed');
    if (bull !== null) return bull;
    const opening = openBull(engine, TICKS_QUEUE, leases, clock, log);
    bull = opening;
    opening.catch(() => {
      bull = null;
    });
    return opening;
  }

  async function sync(
    schedules: readonly { readonly name: string; readonly cron: string; readonly timeZone: string }[],
  ): Promise<void> {
    if (schedules.length > SCHEDULES_MAX) {
      throw new PlumblineError('INPUT_INVALID', `${schedules.length} schedules, at most ${SCHEDULES_MAX}`);
    }
    for (const schedule of schedules) checkSchedule(schedule);
    const { queue } = await opened();
    const stored = await queue.getJobSchedulers(0, -1, true);
    const wanted = new Set(schedules.map((schedule) => schedule.name));
    for (const { key } of stored) if (!wanted.has(key)) await queue.removeJobScheduler(key);
    for (const { name, cron, timeZone } of schedules) {
      // Storing an unchanged schedule again would throw away the tick that fell due while the service was down.
      if (stored.some((one) => one.key === name && one.pattern === cron && one.tz === timeZone)) continue;
      await queue.upsertJobScheduler(
        name,
        { pattern: cron, tz: timeZone },
        {
          name: 'tick',
          data: {},
          opts: { ...TICK_OPTIONS, backoff: { type: 'exponential', delay: options.backoffMs } },
        },
      );
    }
  }

  async function hand(job: Job, token: string, handler: (tick: Tick) => Promise<void>): Promise<void> {
    const tick = tickOf(job);
    const done = new AbortController();
    const held = keep(job, token, done.signal);
    try {
      if (tick !== null) await handler(tick);
      await job.moveToCompleted(null, token, false);
    } catch (error) {
      if (isLockLost(error)) return;
      log.error('a tick failed and comes again', { tick, attempt: job.attemptsMade + 1, error: text(error) });
      await job.moveToFailed(error instanceof Error ? error : new Error(String(error)), token, false);
    } finally {
      done.abort();
      await held;
    }
  }

  /** Keeps the lock while the handler works. */
  async function keep(job: Job, token: string, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      await clock.sleep(leases.leaseMs / 4, done);
      if (!done.aborted) await job.extendLock(token, leases.leaseMs).catch(() => undefined);
    }
  }

  async function run(handler: (tick: Tick) => Promise<void>): Promise<void> {
    let count = 0;
    while (!stop.signal.aborted) {
      let found = false;
      try {
        const { worker } = await opened();
        // The worker's id is random and new in each process, so no two ticks are ever locked alike.
        const token = `${worker.id}:${count}`;
        count += 1;
        const job = await worker.getNextJob(token, { block: false });
        if (job !== undefined) {
          found = true;
          await hand(job, token, handler);
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        log.warn('the clockwork waits for the queue', { error: unavailable(engine.where, error).message });
      }
      if (!found) await clock.sleep(options.pollMs, stop.signal);
    }
  }

  return {
    async sync(schedules) {
      try {
        await sync(schedules);
      } catch (error) {
        throw unavailable(engine.where, error);
      }
    },
    async start(handler) {
      if (loop !== null) throw new PlumblineError('INTERNAL', 'the clockwork runs already');
      loop = run(handler);
    },
    async close() {
      stop.abort();
      await loop;
      const open = await bull?.catch(() => null);
      await open?.close();
    },
  };
}

/** CONFIG_INVALID for what cron-parser, which BullMQ asks, cannot read: found before anything is stored. */
function checkSchedule({ name, cron, timeZone }: { name: string; cron: string; timeZone: string }): void {
  try {
    CronExpressionParser.parse(cron, { tz: timeZone }).next();
  } catch (error) {
    throw new PlumblineError('CONFIG_INVALID', `schedule ${name}: "${cron}" in ${timeZone}: ${text(error)}`);
  }
}

/** Null for a job that no scheduler made. */
function tickOf(job: Job): Tick | null {
  const [, schedule, millis] = TICK_ID.exec(job.id ?? '') ?? [];
  if (schedule === undefined || millis === undefined) return null;
  return { schedule, instant: new Date(Number(millis)).toISOString() };
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
