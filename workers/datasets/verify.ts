import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import { hashFile, hashFiles } from './hash.ts';

type PinnedFile = DatasetPin['files'][number];

/** Files that are looked at at a time. */
const LOOKS_AT_A_TIME = 32;

/** How each file of a set stood when it was looked at, by path; what changes with any write to it (`stampOf`). */
export type Stamps = Readonly<Record<string, string>>;

/**
 * Hashes files of a data set and compares each with its pin; a file that nobody pinned is refused too, since a script may
 * read whole folders. Throws DATASET_CORRUPT naming the file, what it should be and what it is.
 *
 * @param trusted stamps of files that were hashed before; a file that still has its stamp is not hashed again.
 * @returns the stamps of all files, taken before they were hashed.
 */
export async function verifyDataset(folder: string, pin: DatasetPin, trusted: Stamps = {}): Promise<Stamps> {
  const stats = await inTurns(pin.files, (file) => look(join(folder, file.path), file, pin.name));
  const stamps = Object.fromEntries(pin.files.map((file, at) => [file.path, stampOf(stats[at] as BigIntStats)]));
  const asked = pin.files.filter(({ path }) => trusted[path] !== stamps[path]);
  const hashes = await hashFiles(asked.map((file) => ({ path: join(folder, file.path), bytes: file.bytes })));
  for (const [at, file] of asked.entries()) compare(file, hashes[at] ?? '', pin.name);
  for (const [at, file] of pin.files.entries()) compareSize(file, Number(stats[at]?.size), pin.name);
  const pinned = new Set(pin.files.map((file) => file.path));
  for (const path of await pathsBelow(folder)) {
    if (!pinned.has(path)) throw corrupt(pin.name, path, 'it is not part of the data set');
  }
  return stamps;
}

/** Compares one file with its pinned size and SHA-256. */
export async function verifyFile(path: string, pinned: PinnedFile, dataset: string): Promise<void> {
  const { size } = await look(path, pinned, dataset);
  compare(pinned, await hashFile(path), dataset);
  compareSize(pinned, Number(size), dataset);
}

/**
 * What the file system says of a file that every write changes. The time of its status (ctime) cannot be set back as the
 * time of its content (mtime) can.
 */
export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** The ctime of a stamp, in milliseconds since the epoch. */
export function changedAt(stamp: string): number {
  return Number(BigInt(stamp.split(' ').at(-1) ?? '0') / 1_000_000n);
}

async function look(path: string, pinned: PinnedFile, dataset: string): Promise<BigIntStats> {
  const found = await lstat(path, { bigint: true }).catch(() => null);
  if (found === null || !found.isFile()) throw corrupt(dataset, pinned.path, 'there is no such file');
  return found;
}

function compare({ path, sha256 }: PinnedFile, found: string, dataset: string): void {
  if (found !== sha256) throw corrupt(dataset, path, `its SHA-256 is ${found}, pinned is ${sha256}`);
}

function compareSize({ path, bytes }: PinnedFile, found: number, dataset: string): void {
  if (found !== bytes) throw corrupt(dataset, path, `it has ${found} bytes, pinned are ${bytes}`);
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += LOOKS_AT_A_TIME) {
    done.push(...(await Promise.all(items.slice(at, at + LOOKS_AT_A_TIME).map(work))));
  }
  return done;
}

async function pathsBelow(folder: string, prefix = ''): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await pathsBelow(folder, path)));
    else paths.push(path);
  }
  return paths;
}

function corrupt(dataset: string, path: string, why: string): PlumblineError {
  return new PlumblineError('DATASET_CORRUPT', `data set ${dataset}, file ${path}: ${why}`);
}
