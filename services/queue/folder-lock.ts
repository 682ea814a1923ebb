import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../core/errors.ts';

/** Times a lock is tried again after its dead owner's file was removed. */
const TRIES = 3;

/**
 * Makes this process the only one that opens the folder's database. The owner is named by process id and start time,
 * so a file left behind by a killed process, or by a former container's process 1, does not lock anybody out.
 *
 * Throws STORE_LOCKED with the owner's process id. Returns the function that gives the folder free.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'lock');
  const own = `${process.pid} ${await startOf(process.pid)}`;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      await writeFile(file, own, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await readFile(file, 'utf8').catch(() => '');
    const [pid = '', start = ''] = owner.split(' ');
    if (owner !== '' && (await startOf(Number(pid))) === start) {
      throw new PlumblineError('STORE_LOCKED', `the queue's folder ${folder} is open in process ${pid}`);
    }
    await rm(file, { force: true });
  }
  throw new PlumblineError('STORE_LOCKED', `the queue's folder ${folder} is being opened by another process`);
}

/** Start time of a process in clock ticks since boot; `alive` where the system does not tell, `dead` when there is none. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'alive';
  } catch {
    try {
      process.kill(pid, 0);
      return 'alive';
    } catch {
      return 'dead';
    }
  }
}
