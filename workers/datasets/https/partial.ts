import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What has been downloaded of a file so far, with the hash of exactly that. */
export interface Partial {
  readonly path: string;
  readonly bytes: number;
  readonly hash: Hash;
  /** The server's word for these bytes, to ask for the rest of the same ones; null: it gave none. */
  readonly validator: string | null;
}

/** Read at a time, in bytes. */
const READ_BYTES = 1_048_576;

/** The partial file of a key; its hash is computed anew, since what a killed process left may be anything. */
export async function openPartial(folder: string, key: string): Promise<Partial> {
  const path = join(folder, key);
  const validator = await readFile(`${path}.validator`, 'utf8').catch(() => null);
  const size = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const hash = createHash('sha256');
  if (validator === null || size === 0) return { path, bytes: 0, hash, validator: null };
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { path, bytes, hash, validator };
}

/** A file to write from its beginning; `validator` is stored first, so that bytes never stand beside another's. */
export async function beginPartial(path: string, validator: string | null): Promise<FileHandle> {
  await dropPartial(path);
  if (validator !== null) await writeFile(`${path}.validator`, validator);
  return open(path, 'w');
}

export async function dropPartial(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}.validator`, { force: true });
}

/** Who is at each partial file now. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Works on a partial file and with what becomes of it, one after the other: two sets that share a file are fetched at the
 * same time, and each would write into the other's.
 */
export async function inTurn<T>(folder: string, key: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, key);
  const before = turns.get(path) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(work);
  turns.set(path, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(path) === mine) turns.delete(path);
  }
}
