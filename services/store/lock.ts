import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../core/errors.ts';
import { sha256Hex } from '../core/model/identity.ts';
import { lifeOf, type Owner, thisProcess } from './owner.ts';

/** How often a holder says that it lives, in milliseconds. */
const REFRESH_MS = 10_000;
/** A holder of another container or boot that was silent for so long is taken for dead, in milliseconds. */
const FOREIGN_SILENCE_MS = 60_000;
const LOCK_FILE = /^lock-\d+-[0-9a-f]+-\d+\.json$/;
/** Digits of the owner's digest in a name: pids of two containers may be equal, their names must not be. */
const NAME_DIGITS = 16;

let taken = 0;

/**
 * Takes a folder for this process; STORE_LOCKED names the holder. Everybody writes a file of its own first and looks at
 * the others' then, so of two that come together at least one sees the other: both may give up, never both go on.
 * Returns the function that gives the folder free.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const me = await thisProcess();
  taken += 1;
  const name = `lock-${me.pid}-${sha256Hex(JSON.stringify(me)).slice(0, NAME_DIGITS)}-${taken}.json`;
  await writeOwner(folder, name, me);
  const holder = await findHolder(folder, name, me);
  if (holder) {
    await rm(join(folder, name), { force: true });
    throw new PlumblineError('STORE_LOCKED', `${folder} is held by process ${holder.pid}`);
  }
  let refreshing: Promise<void> = Promise.resolve();
  const refresh = setInterval(() => {
    refreshing = writeOwner(folder, name, me).catch(() => undefined);
  }, REFRESH_MS).unref();
  return async () => {
    clearInterval(refresh);
    await refreshing;
    await rm(join(folder, name), { force: true });
  };
}

/** Renamed into place, so that nobody reads half a file. */
async function writeOwner(folder: string, name: string, owner: Owner): Promise<void> {
  const file = join(folder, name);
  await writeFile(`${file}.new`, JSON.stringify(owner), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function findHolder(folder: string, mine: string, me: Owner): Promise<Owner | null> {
  const now = (await stat(join(folder, mine))).mtimeMs;
  for (const name of (await readdir(folder)).filter((entry) => LOCK_FILE.test(entry) && entry !== mine)) {
    const file = join(folder, name);
    const seen = (await stat(file).catch(() => null))?.mtimeMs;
    if (seen === undefined) continue;
    const owner = await readOwner(file);
    const life = owner ? await lifeOf(owner, me) : 'dead';
    if (owner && (life === 'alive' || (life === 'foreign' && now - seen < FOREIGN_SILENCE_MS))) return owner;
    await rm(file, { force: true });
  }
  return null;
}

/** Null for a file that is gone or damaged: a crash of the machine may leave it empty. */
async function readOwner(file: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
}
