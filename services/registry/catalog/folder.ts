import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of a catalog that hold no benchmark. */
export const SHARED_FOLDERS: ReadonlySet<string> = new Set(['datasets', 'platforms', 'bases']);
/** What every benchmark folder holds (DESIGN.md section 4). */
export const REQUIRED_FILES = [
  'benchmark.yaml',
  'train.py',
  'requirements.in',
  'requirements.lock',
  'Dockerfile',
  'README.md',
] as const;
/** Far more than anybody trains in a night; a wrong folder (such as `/`) is refused instead of read. */
export const MAX_ENTRIES = 10_000;

/** Names of the benchmark folders of a catalog, sorted; hidden and Python cache folders are passed over. */
export async function benchmarkFolders(root: string): Promise<readonly string[]> {
  const entries = (await readdir(root, { withFileTypes: true })).slice(0, MAX_ENTRIES);
  return entries
    .filter((entry) => entry.isDirectory() && !SHARED_FOLDERS.has(entry.name) && !/^(?:\.|__)/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** Paths of the `*.yaml` files of a shared folder, sorted; none when there is no such folder. */
export async function manifestFiles(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder)).catch(() => []);
  return names
    .slice(0, MAX_ENTRIES)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(root, folder, name));
}

/** Whether a plain file stands there: a link could lead out of the catalog and is not one. */
export async function isFile(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() ?? false;
}
