import { statfs } from 'node:fs/promises';
import { PlumblineError } from '../core/errors.ts';

/**
 * Disk that must be free before an embedded database writes, in bytes: two segments of its write-ahead log (16 MiB each),
 * and as much for tables and for the other embedded database beside it. PGlite cannot do without: where the next segment
 * finds no room it panics, never comes back from the statement after that, and holds the whole process up.
 */
export const ROOM_BYTES = 67_108_864;

/** DISK_FULL when the file system of a folder has less than ROOM_BYTES free. */
export async function requireRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= ROOM_BYTES) return;
  throw new PlumblineError(
    'DISK_FULL',
    `${folder}: ${bavail * bsize} bytes are free, the embedded database needs ${ROOM_BYTES} to write`,
  );
}

/** Whether a statement may write; what only reads is answered on a full disk too. */
export function mayWrite(statement: string): boolean {
  return !/^\s*(select|with)\b/i.test(statement) || /\b(insert|update|delete)\b/i.test(statement);
}
