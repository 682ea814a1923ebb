import { readFile, rename, utimes, writeFile } from 'node:fs/promises';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import { changedAt, type Stamps, verifyDataset } from './verify.ts';

/** Sets up to this size are hashed wholly for every run: that takes about a second. In bytes. */
const ALWAYS_BYTES = 1_073_741_824;
/** How long the stamps of a larger set are believed before all of it is hashed again: every night does so. In ms. */
const BELIEVED_MS = 20 * 3_600_000;
/** A file that changed within this time before it was hashed may change again without another ctime. In ms. */
const UNSETTLED_MS = 2000;

/** What stands beside a cached set, for people and for the next look. Its own mtime is when the set was last used. */
interface SetRecord {
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  /** When every file was last hashed. */
  readonly hashedAt: string;
  readonly stamps: Stamps;
}

/** Path of the record of a cached set. */
export function recordOf(folder: string): string {
  return `${folder}.record`;
}

/**
 * Verifies a cached set as docs/data.md promises: wholly when it is small or was not hashed for most of a day, else the
 * files that were touched since. Notes the use. Throws DATASET_CORRUPT.
 */
export async function verifyCached(
  folder: string,
  pin: DatasetPin,
  now: Date,
  alwaysBytes = ALWAYS_BYTES,
): Promise<void> {
  const before = await readRecord(folder);
  const bytes = bytesOf(pin);
  const age = before === null ? Number.NaN : now.getTime() - Date.parse(before.hashedAt);
  const believe = bytes > alwaysBytes && age >= 0 && age < BELIEVED_MS;
  const found = await verifyDataset(folder, pin, believe ? before?.stamps : {});
  const stamps = settled(found, now);
  if (believe && sameStamps(before?.stamps, stamps)) return utimes(recordOf(folder), now, now);
  const hashedAt = believe ? (before?.hashedAt ?? '') : now.toISOString();
  await writeRecord(folder, { name: pin.name, version: pin.version, bytes, hashedAt, stamps }, now);
}

/** Notes a set that has just been hashed. `now`: before that. */
export async function noteSet(folder: string, pin: DatasetPin, stamps: Stamps, now: Date): Promise<void> {
  const { name, version } = pin;
  const record = { name, version, bytes: bytesOf(pin), hashedAt: now.toISOString(), stamps: settled(stamps, now) };
  await writeRecord(folder, record, now);
}

function settled(stamps: Stamps, now: Date): Stamps {
  const before = now.getTime() - UNSETTLED_MS;
  return Object.fromEntries(Object.entries(stamps).filter(([, stamp]) => changedAt(stamp) < before));
}

export function bytesOf(pin: DatasetPin): number {
  return pin.files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Null where there is none, or none that can be read: then everything is hashed. */
export async function readRecord(folder: string): Promise<SetRecord | null> {
  try {
    const read = JSON.parse(await readFile(recordOf(folder), 'utf8')) as SetRecord;
    return typeof read.bytes === 'number' && typeof read.stamps === 'object' ? read : null;
  } catch {
    return null;
  }
}

async function writeRecord(folder: string, record: SetRecord, now: Date): Promise<void> {
  const path = recordOf(folder);
  await writeFile(`${path}.new`, JSON.stringify(record));
  await rename(`${path}.new`, path);
  await utimes(path, now, now);
}

function sameStamps(one: Stamps | undefined, other: Stamps): boolean {
  const [ones, others] = [Object.entries(one ?? {}), Object.keys(other)];
  return ones.length === others.length && ones.every(([path, stamp]) => other[path] === stamp);
}
