import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import type { DatasetPin } from '../../../services/core/model/pins.ts';

/** What has been downloaded of a file so far, with the hash of exactly that. */
export interface Partial {
  readonly path: string;
  readonly bytes: number;
  readonly hash: Hash;
  /** The server's word for these bytes, to ask for the rest of the same ones; null: it gave none. */
  readonly validator: string | null;
}

/** A partial file as it lies there. */
export interface PartialFile {
  readonly name: string;
  readonly bytes: number;
  /** When it was last written to, in milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** Partial files of a folder that are looked at. */
const FILES_MAX = 10_000;
/** Ending of what stands beside a partial file: the server's word for it. */
const VALIDATOR = '.validator';
/** Read at a time, in bytes. */
const READ_BYTES = 1_048_576;

/** The partial file of a key; its hash is computed anew, since what a killed process left may be anything. */
export async function openPartial(folder: string, key: string): Promise<Partial> {
  const path = join(folder, key);
  const validator = await readFile(`${path}${VALIDATOR}`, 'utf8').catch(() => null);
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
  if (validator !== null) await writeFile(`${path}${VALIDATOR}`, validator);
  return open(path, 'w');
}

export async function dropPartial(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}${VALIDATOR}`, { force: true });
}

/** Name of the partial file of an archive: its address is all that is known of it. */
export function archiveKey(url: string): string {
  return `archive-${sha256Hex(url)}`;
}

/** Names of the partial files that fetching a set writes or goes on with. */
export function partialNames(pin: DatasetPin): ReadonlySet<string> {
  const names = pin.files.map(({ sha256, source = pin.source }) =>
    source.kind === 'https' && source.archive !== undefined ? archiveKey(source.url) : sha256,
  );
  return new Set(names);
}

/** The partial files that are there now. */
export async function partialFiles(folder: string): Promise<readonly PartialFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.endsWith(VALIDATOR)).slice(0, FILES_MAX);
  const files: PartialFile[] = [];
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null) files.push({ name, bytes: found.size, writtenAt: found.mtimeMs });
  }
  return files;
}
