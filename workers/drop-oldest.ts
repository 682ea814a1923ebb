import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes the files of a folder that were changed longest ago, until `max` are left. What vanishes meanwhile is fine. */
export async function dropOldest(folder: string, max: number): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= max) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => null);
      return { name, changed: found?.mtimeMs ?? 0 };
    }),
  );
  files.sort((one, other) => one.changed - other.changed);
  for (const { name } of files.slice(0, names.length - max)) await rm(join(folder, name), { force: true });
}
