import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeError } from '../../services/core/errors.ts';
import type { Log } from '../../services/core/ports/base.ts';

/** Files that are kept for a person to look at; the ones set aside longest ago go. */
const ASIDE_MAX = 100;

/** Puts away what can be neither sent nor thrown away in silence. Never fails. */
export type SetAside = (path: string, why: string, text?: string) => Promise<void>;

/** @param folder where they go; its names say which attempt's folder, and which file of it. */
export function setAsideTo(folder: string, log: Log): SetAside {
  let made = 0;
  return async (path, why, text) => {
    made += 1;
    const name = `${basename(dirname(path))}-${basename(path)}-${process.pid}-${made}`;
    const kept = join(folder, name);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (text === undefined) await rename(path, kept);
      else await writeFile(kept, text, { mode: 0o600 });
      log.error('a message of the spool was set aside', { kept, why });
      for (const old of (await byAge(folder)).slice(0, -ASIDE_MAX)) {
        await rm(join(folder, old), { force: true, recursive: true });
      }
    } catch (error) {
      log.error('a message of the spool is lost', { path, why, error: describeError(error) });
      await rm(path, { force: true, recursive: true }).catch(() => undefined);
    }
  };
}

/** Names in a folder by the time they came into it, which a file system notes to a few milliseconds, and their number. */
async function byAge(folder: string): Promise<readonly string[]> {
  const found = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const since = await stat(join(folder, name)).catch(() => null);
      return { name, since: since?.ctimeMs ?? 0, number: Number(name.slice(name.lastIndexOf('-') + 1)) };
    }),
  );
  found.sort((one, other) => one.since - other.since || one.number - other.number);
  return found.map(({ name }) => name);
}
