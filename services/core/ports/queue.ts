import type { Instant } from '../model/base.ts';

/** One job as the queue knows it: an id, and nothing that the database does not know better. */
export interface QueuedJob {
  readonly jobId: string;
  readonly platform: string;
  /** 1 is the most urgent; see core/planning. */
  readonly priority: number;
  readonly delayMs?: number;
}

/**
 * One queue per platform on BullMQ, fetched by hand. A job is in the queue at most once under its id; every call with a
 * `token` refers to the lock taken by `claim` with that token.
 */
export interface JobQueue {
  /** Adding an id that waits already does nothing. */
  enqueue(job: QueuedJob): Promise<void>;
  enqueueAll(jobs: readonly QueuedJob[]): Promise<void>;
  /** Waits up to `waitMs` for a job; null when none came or the signal aborted. A job enqueued meanwhile is seen within 1 s. */
  claim(
    platform: string,
    token: string,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<{ readonly jobId: string } | null>;
  /** False when the lock is no longer held with that token. */
  extend(platform: string, jobId: string, token: string, ms: number): Promise<boolean>;
  /** Takes a done job out. False when the lock is no longer held with that token (the job is left alone). */
  complete(platform: string, jobId: string, token: string): Promise<boolean>;
  /** Gives a job back to wait again, after a delay. */
  giveBack(platform: string, jobId: string, token: string, delayMs: number): Promise<boolean>;
  /** Takes a job out whatever its state; nothing happens when it is not there. */
  remove(platform: string, jobId: string): Promise<void>;
  /** Whether the queue holds the job as waiting, delayed or active. */
  has(platform: string, jobId: string): Promise<boolean>;
  counts(platform: string): Promise<{ readonly waiting: number; readonly active: number; readonly delayed: number }>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What the reconciler asks beside: one question for a whole platform instead of one for each job. */
export interface HeldJobs {
  /** Ids of the jobs that the queue holds as waiting, delayed or active. */
  held(platform: string): Promise<ReadonlySet<string>>;
}

/** A tick of a schedule. */
export interface Tick {
  readonly schedule: string;
  readonly instant: Instant;
}

/** The clockwork of nightly schedules: BullMQ's job schedulers. Planning is idempotent, so a tick may come twice. */
export interface TickSource {
  /** Makes the stored schedulers equal to this list. */
  sync(
    schedules: readonly { readonly name: string; readonly cron: string; readonly timeZone: string }[],
  ): Promise<void>;
  /** Starts handing ticks to the handler, one at a time; a handler that throws gets the tick again. */
  start(handler: (tick: Tick) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
