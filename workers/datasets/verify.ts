import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';

/** Read at a time while hashing, in bytes. */
const READ_BYTES = 1_048_576;

/**
 * Hashes every file of a data set and compares it with its pin; a file that nobody pinned is refused too, since a script
 * may read whole folders. Throws DATASET_CORRUPT naming the file, what it should be and what it is.
 */
export async function verifyDataset(folder: string, pin: DatasetPin): Promise<void> {
  for (const file of pin.files) await verifyFile(join(folder, file.path), file, pin.name);
  const pinned = new Set(pin.files.map((file) => file.path));
  for (const path of await pathsBelow(folder)) {
    if (!pinned.has(path)) throw corrupt(pin.name, path, 'it is not part of the data set');
  }
}

/** Compares one file with its pinned size and SHA-256. */
export async function verifyFile(path: string, pinned: DatasetPin['files'][number], dataset: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null || !found.isFile()) throw corrupt(dataset, pinned.path, 'there is no such file');
  const sha256 = await hashFile(path);
  if (sha256 !== pinned.sha256) {
    throw corrupt(dataset, pinned.path, `its SHA-256 is ${sha256}, pinned is ${pinned.sha256}`);
  }
  if (found.size !== pinned.bytes) {
    throw corrupt(dataset, pinned.path, `it has ${found.size} bytes, pinned are ${pinned.bytes}`);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) hash.update(chunk as Buffer);
  return hash.digest('hex');
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
