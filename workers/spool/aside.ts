import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
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
      const names = (await readdir(folder)).sort();
      for (const old of names.slice(0, -ASIDE_MAX)) await rm(join(folder, old), { force: true });
    } catch (error) {
      log.error('a message of the spool is lost', { path, why, error: describeError(error) });
      await rm(path, { force: true, recursive: true }).catch(() => undefined);
    }
  };
}
