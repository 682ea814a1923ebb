import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WantedFile } from './sources.ts';
import { verifyFile } from './verify.ts';

/** Data sets of a host that are looked through; a host trains on a few. */
const MAX_KEPT_SETS = 200;
const KEPT = /^[0-9a-f]{64}$/;

/**
 * Copies files that another data set in the cache has under the same path with the same bytes, and returns the rest. A file
 * that was edited in the catalog is no longer at its source; the version of before is only here, and a mixture of both
 * versions needs it.
 */
export async function copyKept(root: string, files: readonly WantedFile[]): Promise<readonly WantedFile[]> {
  const sets = (await readdir(root)).filter((name) => KEPT.test(name)).slice(0, MAX_KEPT_SETS);
  const missing: WantedFile[] = [];
  for (const wanted of files) {
    if (!(await copyFrom(root, sets, wanted))) missing.push(wanted);
  }
  return missing;
}

async function copyFrom(root: string, sets: readonly string[], { file, target }: WantedFile): Promise<boolean> {
  for (const set of sets) {
    const path = join(root, set, file.path);
    const same = await verifyFile(path, file, set).then(
      () => true,
      () => false,
    );
    if (!same) continue;
    await mkdir(dirname(target), { recursive: true });
    // The set may be removed for room at this moment: then its source is asked.
    const copied = await cp(path, target).then(
      () => true,
      () => false,
    );
    if (copied) return true;
  }
  return false;
}
