import { mkdir, rename, rm } from 'node:fs/promises';
import { describeError, type PlumblineError } from '../../services/core/errors.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import type { WorkerDoor } from '../../services/core/ports/door.ts';
import { isFull } from '../disk.ts';
import { type SetAside, setAsideTo } from './aside.ts';
import { pauseMs } from './backoff.ts';
import { createBudget, type SpoolBudget } from './budget.ts';
import { dropRange } from './drop.ts';
import { diskFailure, type Entry, kindOf, listFolder, pathOf, readParcel, tallyPath, writeParcel } from './files.ts';
import { markerFor, spanOf } from './marker.ts';
import { type Droppable, type Parcel, type StoredParcel, send } from './parcel.ts';
import { afterRefusal } from './refusal.ts';

/** What a disk without room makes an attempt keep in memory, beside its report, in bytes. */
const MEMORY_MAX_BYTES = 8_388_608;

export interface OutboxOptions {
  /** Folder of this attempt alone. */
  readonly folder: string;
  readonly door: WorkerDoor;
  readonly clock: Clock;
  readonly log: Log;
  /** The disk that all attempts together may take; left out: no bound. */
  readonly budget?: SpoolBudget;
  /** Where goes what can be neither sent nor read; left out: beside the folder. */
  readonly aside?: SetAside;
}

/** The messages of one attempt on their way to the API: on disk until taken, sent one by one in their order. */
export interface Outbox {
  /**
   * Resolves when the parcel is on disk. On a full one it is kept in memory, within a bound but for the report; beyond
   * it log text is dropped and marked, and samples are DISK_FULL.
   */
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
  const { budget = createBudget(Number.POSITIVE_INFINITY, log), aside = setAsideTo(`${folder}-aside`, log) } = options;
  // A disk without room for a folder is no reason not to train: it is tried again with every message.
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    if (!isFull(error)) throw diskFailure(folder, error);
  });
  const { entries: waiting, halves, tally } = await listFolder(folder);
  for (const half of halves) await aside(half, 'its process ended before it was written');
  for (const { bytes } of waiting) budget.count(bytes);
  const leave = budget.join({ drop });
  let next = (waiting.at(-1)?.number ?? 0) + 1;
  let lost = false;
  let toldFull = false;
  let pumping: Promise<void> | null = null;
  let dropping: Promise<unknown> = Promise.resolve();
  let stop = new AbortController();
  const path = (entry: Entry): string => pathOf(folder, entry);

  /** Sends until nothing waits; one at a time, so that the API sees the order in which things happened. */
  async function pump(): Promise<void> {
    let tries = 0;
    while (waiting.length > 0 && !stop.signal.aborted) {
      await dropping;
      const entry = waiting[0] as Entry;
      const parcel = entry.parcel ?? (await readParcel(path(entry)).catch((error: unknown) => error as Error));
      if (parcel instanceof Error) {
        // Too many open files, for one: it is still there.
        log.warn('a message of the spool was not read', { path: path(entry), error: describeError(parcel) });
        tries += 1;
        await clock.sleep(pauseMs(tries), stop.signal);
        continue;
      }
      if (parcel === null) await aside(path(entry), 'it cannot be read');
      else {
        if (parcel.dropped !== undefined) await clearRange(parcel);
        if (!(await trySend(entry, prepared(parcel), tries))) {
          tries += 1;
          await putDown();
          await clock.sleep(pauseMs(tries), stop.signal);
          continue;
        }
      }
      tries = 0;
      await forget(entry, parcel);
    }
  }

  /** As it is sent: a report says what was dropped here, and telemetry is numbered without it. */
  function prepared(parcel: StoredParcel): Parcel {
    if (parcel.kind === 'report') {
      const { logBytes, logDropped } = parcel.body;
      if (tally.log === 0) return parcel;
      const body = { ...parcel.body, logBytes: Math.max(0, logBytes - tally.log), logDropped: logDropped + tally.log };
      return { ...parcel, body };
    }
    if (parcel.kind !== 'telemetry') return parcel;
    return { ...parcel, body: { ...parcel.body, first: parcel.body.first - tally.telemetry } };
  }

  /** False: try again later. */
  async function trySend(entry: Entry, parcel: Parcel, tries: number): Promise<boolean> {
    if (lost && parcel.kind !== 'report') return true;
    if (parcel.kind === 'telemetry' && parcel.body.rows.length === 0) return true;
    try {
      const taken = await send(door, parcel);
      if (taken === 'late') log.warn('a report was late: the attempt was given up', { run: parcel.body.runId });
      return true;
    } catch (error) {
      const then = afterRefusal(error, tries);
      if (then === 'wait') {
        if (tries === 0) log.warn('the API did not take a message; it waits on disk', { error: describeError(error) });
        return false;
      }
      if (then === 'lost') lost = true;
      else {
        log.error('the API refused a message', { kind: parcel.kind, error: describeError(error) });
        const why = `refused: ${(error as PlumblineError).code}`;
        await aside(path(entry), why, entry.parcel === undefined ? undefined : JSON.stringify(parcel));
      }
      return true;
    }
  }

  /** The head has gone. A marker's number stays on disk until the report has told it. */
  async function forget(entry: Entry, parcel: StoredParcel | null): Promise<void> {
    if (parcel?.dropped !== undefined && kindOf(parcel) !== 'kept') {
      tally[parcel.kind as Droppable] += parcel.dropped;
      await rename(path(entry), tallyPath(path(entry))).catch(() => undefined);
    } else await rm(path(entry), { force: true });
    budget.count(-entry.bytes);
    waiting.shift();
  }

  /** Removes what a process that was killed while it dropped left of a marker's range. */
  async function clearRange(marker: StoredParcel): Promise<void> {
    const { start, length } = spanOf(marker);
    for (const entry of waiting.slice(1)) {
      if (entry.kind !== marker.kind || entry.parcel !== undefined) continue;
      const parcel = await readParcel(path(entry));
      if (parcel === null || spanOf(parcel).start >= start + length) return;
      await rm(path(entry), { force: true });
      remove([entry]);
    }
  }

  function remove(gone: readonly Entry[]): void {
    for (const entry of gone) {
      waiting.splice(waiting.indexOf(entry), 1);
      budget.count(-entry.bytes);
    }
  }

  /** Called when the bound on all attempts is reached. */
  function drop(kind: Droppable, wanted: number): Promise<number> {
    const done = dropping.then(async () => {
      let freed = 0;
      while (freed < wanted) {
        const dropped = await dropRange(folder, waiting.slice(1), kind, wanted - freed);
        if (dropped === null) break;
        remove(dropped.gone);
        budget.count(dropped.gone.reduce((sum, { bytes }) => sum + bytes, 0) - dropped.freed);
        freed += dropped.freed;
      }
      if (freed > 0) log.warn('the spool is full: the oldest of it was dropped', { folder, kind, freed });
      return freed;
    });
    dropping = done.catch(() => undefined);
    return done;
  }

  /** Writes what is in memory as soon as the disk has room. */
  async function putDown(): Promise<void> {
    for (const entry of waiting) {
      if (entry.parcel === undefined) continue;
      try {
        entry.bytes = await writeParcel(path(entry), entry.parcel);
      } catch {
        return;
      }
      budget.count(entry.bytes);
      delete entry.parcel;
    }
  }

  /** Keeps in memory what the disk did not take. */
  function hold(number: number, parcel: Parcel): void {
    const kind = kindOf(parcel);
    const held = waiting.reduce((sum, entry) => sum + (entry.parcel ? sizeOf(entry.parcel) : 0), 0);
    if (parcel.kind === 'report' || held + sizeOf(parcel) <= MEMORY_MAX_BYTES) {
      waiting.push({ number, kind, bytes: 0, parcel });
      return;
    }
    if (kind === 'kept') throw diskFailure(folder, { code: 'ENOSPC', message: 'no space left, nor in memory' });
    const span = spanOf(parcel);
    const last = waiting.findLast((entry) => entry.kind === kind);
    const before = last?.parcel?.dropped === undefined || last === waiting[0] ? null : spanOf(last.parcel);
    if (last?.parcel !== undefined && before !== null && before.start + before.length === span.start) {
      last.parcel = markerFor(last.parcel, before.length + span.length);
    } else waiting.push({ number, kind, bytes: 0, parcel: markerFor(parcel, span.length) });
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
      const entry: Entry = { number, kind: kindOf(parcel), bytes: 0 };
      try {
        await budget.room(sizeOf(parcel));
        entry.bytes = await writeParcel(path(entry), parcel);
        budget.count(entry.bytes);
        waiting.push(entry);
      } catch (error) {
        if (parcel.kind !== 'report' && !isFull(error)) throw diskFailure(folder, error);
        if (!toldFull) log.error('the spool cannot write; it keeps in memory', { error: describeError(error) });
        toldFull = true;
        hold(number, parcel);
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
      if (waiting.length === 0) {
        leave();
        await rm(folder, { recursive: true, force: true });
      }
      return { empty: waiting.length === 0, lost };
    },
  };
}

/** Rough size in bytes: what makes a parcel large is its text. */
const sizeOf = (parcel: Parcel): number =>
  parcel.kind === 'log' ? Buffer.byteLength(parcel.body.text) : JSON.stringify(parcel).length;
