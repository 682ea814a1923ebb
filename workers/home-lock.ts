import { link, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../services/core/errors.ts';

/** Looks at a lock that changes under our eyes before we say that the folder is somebody else's. */
const LOOKS_MAX = 10;

/**
 * Takes a folder's lock for this process and returns what gives it back. CONFLICT when a living process has it. A lock
 * whose process is gone is taken over; a process is known by its id and the instant it began, since ids are used again.
 *
 * A lock is written elsewhere and linked into its place, so it is there wholly or not at all: one that is empty or
 * cannot be read as a process was left by a crash, and belongs to nobody.
 */
export async function takeLock(root: string): Promise<() => Promise<void>> {
  const lock = join(root, 'worker.lock');
  const scratch = await mkdtemp(`${lock}-`);
  try {
    const own = join(scratch, 'own');
    await writeFile(own, `${process.pid} ${await startOf(process.pid)}`, { mode: 0o600, flush: true });
    for (let looks = 0; !((await linked(own, lock)) || (await same(own, lock))); looks += 1) {
      const holder = await read(lock);
      if (looks >= LOOKS_MAX || (await lives(holder))) throw conflict(root, holder);
      if (holder !== null) await follow(own, lock, holder, root);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return () => rm(lock, { force: true });
}

/**
 * Puts our lock over a dead one. Two workers may find the same dead one: only who holds the succession replaces it, and
 * only when it is still the one it saw. A succession that a crash left is removed, and by whoever is late ours in its
 * place: then we may have put another's lock there, or another ours. The lock is to be looked at again in any case.
 */
async function follow(own: string, lock: string, dead: string, root: string): Promise<void> {
  const next = `${lock}.next`;
  if (!(await linked(own, next))) {
    const other = await read(next);
    if (await lives(other)) throw conflict(root, other);
    if (other !== null) await rm(next, { force: true });
  } else if ((await read(lock)) === dead) {
    await rename(next, lock).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  } else await rm(next, { force: true });
}

/** Whether two names are one file: what stands in it says only which process wrote it. */
async function same(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return !!first && !!second && first.dev === second.dev && first.ino === second.ino;
}

/** False when there is a file of that name already. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Null when it has gone meanwhile. */
async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function lives(holder: string | null): Promise<boolean> {
  const [, pid, start] = /^(\d+) (\S+)$/.exec(holder ?? '') ?? [];
  return pid !== undefined && start === (await startOf(Number(pid)));
}

function conflict(root: string, holder: string | null): PlumblineError {
  const pid = /^\d+/.exec(holder ?? '')?.[0] ?? 'unknown';
  return new PlumblineError('CONFLICT', `a worker (process ${pid}) works in ${root} already`);
}

/** Field 22 of /proc/<pid>/stat, the start in clock ticks after boot; 'gone' for no such process. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat === '' ? 'gone' : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone');
}
