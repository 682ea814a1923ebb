import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import { isFull } from '../disk.ts';
import { syncFolder } from '../sync-folder.ts';
import type { Droppable, Parcel, StoredParcel } from './parcel.ts';

/** A message that waits; in memory where the disk took none. */
export interface Entry {
  readonly number: number;
  readonly kind: Droppable | 'kept';
  /** Disk that it takes, in bytes; 0 in memory. */
  bytes: number;
  parcel?: StoredParcel;
}

/** What a file takes of a disk beside its bytes, in bytes: a block of a usual file system. */
const BLOCK_BYTES = 4096;
const FILE = /^(\d{8})(?:\.(log|telemetry))?\.json$/;
const TALLY = /^\d{8}\.(log|telemetry)\.dropped$/;

export const kindOf = (parcel: Parcel): Entry['kind'] =>
  parcel.kind === 'log' || parcel.kind === 'telemetry' ? parcel.kind : 'kept';

/** The kind is part of the name, so that what may be dropped is found without reading everything. */
export function pathOf(folder: string, { number, kind }: Pick<Entry, 'number' | 'kind'>): string {
  return join(folder, `${String(number).padStart(8, '0')}${kind === 'kept' ? '' : `.${kind}`}.json`);
}

/** Where a marker lies once it was sent: what was dropped is counted until the report has gone. */
export const tallyPath = (path: string): string => path.replace(/\.json$/, '.dropped');

/** Disk that so many bytes take. */
export const diskBytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / BLOCK_BYTES)) * BLOCK_BYTES;

/** What an earlier process left in a folder. `halves`: files it did not finish, whose writing nobody was promised. */
export async function listFolder(folder: string): Promise<{
  readonly entries: Entry[];
  readonly halves: readonly string[];
  readonly tally: Record<Droppable, number>;
}> {
  const entries: Entry[] = [];
  const halves: string[] = [];
  const tally = { log: 0, telemetry: 0 };
  for (const name of await readdir(folder).catch(() => [])) {
    const found = FILE.exec(name);
    const counted = TALLY.exec(name)?.[1] as Droppable | undefined;
    if (found !== null) {
      const kind = (found[2] ?? 'kept') as Entry['kind'];
      entries.push({ number: Number(found[1]), kind, bytes: diskBytes((await stat(join(folder, name))).size) });
    } else if (counted !== undefined) tally[counted] += (await readParcel(join(folder, name)))?.dropped ?? 0;
    else halves.push(join(folder, name));
  }
  entries.sort((one, other) => one.number - other.number);
  return { entries, halves, tally };
}

/**
 * Written beside and renamed, so that a half-written parcel is never sent; a report is forced to the disk, with its name.
 * The folder is made when it is not there.
 */
export async function writeParcel(path: string, parcel: StoredParcel): Promise<number> {
  const text = JSON.stringify(parcel);
  const part = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(part, 'w', 0o600);
    try {
      await file.writeFile(text);
      if (parcel.kind === 'report') await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    if (parcel.kind === 'report') await syncFolder(dirname(path));
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
  return diskBytes(Buffer.byteLength(text));
}

/** Null when it is no parcel: half-written when the machine went down, damaged since, or gone. */
export async function readParcel(path: string): Promise<StoredParcel | null> {
  try {
    const parcel = JSON.parse(await readFile(path, 'utf8')) as StoredParcel | null;
    return typeof parcel?.jobId === 'string' && typeof parcel.body?.runId === 'string' ? parcel : null;
  } catch (error) {
    const { code } = error as { code?: string };
    if (error instanceof SyntaxError || code === 'ENOENT' || code === 'EISDIR' || code === 'EIO') return null;
    throw error;
  }
}

/** DISK_FULL, or INTERNAL for whatever else a disk says. */
export function diskFailure(folder: string, error: unknown): PlumblineError {
  const words = error instanceof Error ? error.message : String(error);
  return new PlumblineError(isFull(error) ? 'DISK_FULL' : 'INTERNAL', `${folder}: ${words}`, { cause: error });
}
