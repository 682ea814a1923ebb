import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries of one folder that are looked at, so that a look stays short; no checkpoint may have more. */
export const ENTRIES_MAX = 20_000;
/** The unit in which `stat` counts what a file takes on its disk, in bytes. */
const BLOCK_BYTES = 512;

/** What a folder takes on its disk. `unreadable`: a part that this process may not look into; null when there is none. */
export interface Usage {
  readonly bytes: number;
  readonly entries: number;
  readonly unreadable: string | null;
}

/**
 * Measures a folder that somebody else writes at the same time: links are counted and not followed, what vanishes in the
 * meantime counts nothing. Stops after `entriesMax` entries.
 */
export async function usageOf(folder: string, entriesMax: number = ENTRIES_MAX): Promise<Usage> {
  let bytes = 0;
  let entries = 0;
  let unreadable: string | null = null;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && entries <= entriesMax; next = waiting.pop()) {
    try {
      for await (const entry of await opendir(next)) {
        entries += 1;
        if (entries > entriesMax) break;
        const path = join(next, entry.name);
        const found = await lstat(path).catch(unlessGone);
        bytes += (found?.blocks ?? 0) * BLOCK_BYTES;
        if (found?.isDirectory()) waiting.push(path);
      }
    } catch (error) {
      if (!isGone(error)) unreadable ??= next.slice(folder.length + 1);
    }
  }
  return { bytes, entries, unreadable };
}

function unlessGone(error: unknown): null {
  if (isGone(error)) return null;
  throw error;
}

function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
