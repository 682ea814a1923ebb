import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import { type CachedSet, planEviction } from '../../services/core/planning/eviction.ts';
import type { Log } from '../../services/core/ports/base.ts';
import { freeBytesOf } from '../disk.ts';
import { dropPartial, type PartialFile, partialFiles } from './https/partial.ts';
import { readRecord, recordOf } from './record.ts';
import { bytesLeft, type UnderWay } from './under-way.ts';

/** Disk that stays free for everything else, in bytes. */
const RESERVE_BYTES = 268_435_456;
const GIB = 1_073_741_824;
/** Entries of the cache that are looked at. */
const MAX_ENTRIES = 10_000;
/** A set, or the copy of one that was found corrupt and is kept for a look. */
const SET = /^[0-9a-f]{64}(?:\.corrupt)?$/;

export interface RoomNeed {
  readonly root: string;
  /** Folder of the partial files. */
  readonly partials: string;
  readonly next: UnderWay;
  /** Downloads that go on: room was made for them, and they have not yet filled it. */
  readonly running: readonly UnderWay[];
  readonly quotaBytes: number;
  readonly isHeld: (hex: string) => boolean;
  readonly log: Log;
  /** Bytes free for us on the disk of a folder; for tests. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined;
}

/**
 * Removes pieces that no download is at, then the sets used longest ago, until the next one fits quota and disk. DISK_FULL
 * with the figures when it cannot.
 */
export async function makeRoom(need: RoomNeed): Promise<void> {
  const { root, next, quotaBytes: quota, log } = need;
  const sets = await cachedSets(root, need.isHeld);
  const partials = await partialFiles(need.partials);
  // One that has just become a set of the cache is not counted twice.
  const running = need.running.filter(({ key }) => !sets.some((set) => set.key === key));
  const left = await bytesLeft(next, partials);
  // Before the disk is asked: what is written in between counts twice rather than not at all.
  let promised = 0;
  for (const one of running) promised += await bytesLeft(one, partials);
  const free = await (need.freeBytes ?? freeBytesOf)(root);
  const whole = running.map(({ key, bytes }) => ({ key, bytes, usedAt: 0, held: true }));
  const reserve = RESERVE_BYTES + promised + left - next.bytes;
  const pieces = piecesLeft(need, partials);
  const plan = planEviction([...pieces, ...sets, ...whole], { need: next.bytes, quota, free, reserve });
  if (plan.lacking > 0) {
    const held = sets.filter((set) => set.held).reduce((sum, set) => sum + set.bytes, 0);
    const others = promised === 0 ? '' : `, ${gib(promised)} GiB of it for downloads that go on`;
    throw new PlumblineError(
      'DISK_FULL',
      `the data set and its download take ${gib(left)} GiB and ${gib(RESERVE_BYTES)} GiB stay free; the disk of the cache has ${gib(free)} GiB${others}, and ${gib(held)} GiB of data sets are used or kept`,
    );
  }
  for (const key of plan.evict) {
    const quotaGiB = quota / GIB;
    if (pieces.some((piece) => piece.key === key)) {
      await dropPartial(key);
      log.info('removed a piece of a download from the cache', { piece: key, quotaGiB });
    } else if (!need.isHeld(key)) {
      // Unless a run came for it since it was looked at.
      await remove(root, key);
      log.info('removed a data set from the cache', { set: key, quotaGiB });
    }
  }
  if (plan.over > 0) log.warn('data sets in use are above the quota', { overGiB: gib(plan.over) });
}

/** Partial files that no download is at, by their whole path, the oldest first: they go before every set. */
function piecesLeft(
  { partials: folder, next, running }: RoomNeed,
  files: readonly PartialFile[],
): readonly CachedSet[] {
  return files
    .filter(({ name }) => ![next, ...running].some(({ partials }) => partials.has(name)))
    .sort((one, other) => one.writtenAt - other.writtenAt)
    .map(({ name, bytes }) => ({ key: join(folder, name), bytes, usedAt: 0, held: false }));
}

/** Data sets of the cache; `.keep` beside one says that its operator wants it to stay. */
export async function cachedSets(root: string, isHeld: (hex: string) => boolean): Promise<readonly CachedSet[]> {
  const names = (await readdir(root)).slice(0, MAX_ENTRIES);
  const kept = new Set(names.filter((name) => name.endsWith('.keep')).map((name) => name.slice(0, -5)));
  const sets: CachedSet[] = [];
  for (const key of names.filter((name) => SET.test(name))) {
    const folder = join(root, key);
    const record = await readRecord(folder);
    const used = await stat(recordOf(folder)).catch(() => stat(folder));
    const bytes = record?.bytes ?? (await bytesBelow(folder));
    const corrupt = key.endsWith('.corrupt');
    sets.push({ key, bytes, usedAt: corrupt ? 0 : used.mtimeMs, held: kept.has(key) || (!corrupt && isHeld(key)) });
  }
  return sets;
}

/** Away under its name at once; what a kill leaves of it is removed at the next start. */
async function remove(root: string, key: string): Promise<void> {
  const folder = join(root, key);
  const away = join(root, `evict-${key}`);
  await rm(away, { recursive: true, force: true });
  await rename(folder, away);
  await rm(recordOf(folder), { force: true });
  await rm(away, { recursive: true, force: true });
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

const gib = (bytes: number): string => (bytes / GIB).toFixed(2);
