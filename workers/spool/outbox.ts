import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, PlumblineError } from '../../services/core/errors.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import type { WorkerDoor } from '../../services/core/ports/door.ts';
import { pauseMs } from './backoff.ts';
import { type Parcel, send } from './parcel.ts';

const FILE = /^(\d{8})\.json$/;

export interface OutboxOptions {
  /** Folder of this attempt alone. */
  readonly folder: string;
  readonly door: WorkerDoor;
  readonly clock: Clock;
  readonly log: Log;
}

/** The messages of one attempt on their way to the API: on disk until taken, sent one by one in their order. */
export interface Outbox {
  /** Resolves when the parcel is on disk. DISK_FULL when it cannot be; a report is kept in memory then. */
  put(parcel: Parcel): Promise<void>;
  /**
   * Resolves when everything put so far was taken, or the signal aborted: what is left stays on disk for the next start.
   * `lost`: the claim was gone at some point.
   */
  settled(signal: AbortSignal): Promise<{ readonly empty: boolean; readonly lost: boolean }>;
}

/** Opens the folder, with whatever an earlier process left in it. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { folder, door, clock, log } = options;
  await mkdir(folder, { recursive: true });
  const waiting: { readonly number: number; readonly parcel?: Parcel }[] = (await readdir(folder))
    .flatMap((name) => (FILE.test(name) ? [{ number: Number(name.slice(0, 8)) }] : []))
    .sort((one, other) => one.number - other.number);
  let next = (waiting.at(-1)?.number ?? 0) + 1;
  let lost = false;
  let pumping: Promise<void> | null = null;
  let stop = new AbortController();

  function path(number: number): string {
    return join(folder, `${String(number).padStart(8, '0')}.json`);
  }

  /** Sends until nothing waits; one at a time, so that the API sees the order in which things happened. */
  async function pump(): Promise<void> {
    let tries = 0;
    while (waiting.length > 0 && !stop.signal.aborted) {
      const entry = waiting[0] as (typeof waiting)[number];
      const parcel = entry.parcel ?? (await readParcel(path(entry.number), log));
      if (parcel !== null && !(lost && parcel.kind !== 'report')) {
        const taken = await trySend(parcel, tries);
        if (!taken) {
          tries += 1;
          await clock.sleep(pauseMs(tries), stop.signal);
          continue;
        }
      }
      tries = 0;
      await rm(path(entry.number), { force: true });
      waiting.shift();
    }
  }

  /** False: try again later. What the API refuses for good is dropped with a line in the log. */
  async function trySend(parcel: Parcel, tries: number): Promise<boolean> {
    try {
      const taken = await send(door, parcel);
      if (taken === 'late') log.warn('a report was late: the attempt was given up', { run: parcel.body.runId });
      return true;
    } catch (error) {
      if (!(error instanceof PlumblineError) || error.retryable) {
        if (tries === 0) log.warn('the API did not take a message; it waits on disk', { error: describeError(error) });
        return false;
      }
      if (error.code === 'LEASE_LOST') lost = true;
      else log.error('the API refused a message', { kind: parcel.kind, error: describeError(error) });
      return true;
    }
  }

  function wake(): void {
    pumping ??= pump().finally(() => {
      pumping = null;
    });
    pumping.catch((error: unknown) => log.error('the spool failed', { error: describeError(error) }));
  }

  return {
    async put(parcel) {
      const number = next;
      next += 1;
      try {
        await writeParcel(path(number), parcel);
        waiting.push({ number });
      } catch (error) {
        if (parcel.kind !== 'report') throw diskFailure(folder, error);
        waiting.push({ number, parcel });
      }
      wake();
    },
    async settled(signal) {
      const halt = (): void => stop.abort();
      signal.addEventListener('abort', halt, { once: true });
      if (signal.aborted) halt();
      do {
        wake();
        while (pumping !== null) await pumping;
      } while (waiting.length > 0 && !stop.signal.aborted);
      signal.removeEventListener('abort', halt);
      stop = new AbortController();
      if (waiting.length === 0) await rm(folder, { recursive: true, force: true });
      return { empty: waiting.length === 0, lost };
    },
  };
}

/** Written beside and renamed, so that a half-written parcel is never sent; a report is forced to the disk. */
async function writeParcel(path: string, parcel: Parcel): Promise<void> {
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(parcel));
    if (parcel.kind === 'report') await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}

async function readParcel(path: string, log: Log): Promise<Parcel | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Parcel;
  } catch (error) {
    log.error('a message of the spool cannot be read and is dropped', { path, error: describeError(error) });
    return null;
  }
}

function diskFailure(folder: string, error: unknown): PlumblineError {
  const code = (error as { code?: string }).code;
  const words = error instanceof Error ? error.message : String(error);
  return new PlumblineError(code === 'ENOSPC' || code === 'EDQUOT' ? 'DISK_FULL' : 'INTERNAL', `${folder}: ${words}`, {
    cause: error,
  });
}
