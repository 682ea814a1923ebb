import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PlumblineError } from '../services/core/errors.ts';
import { sha256Hex } from '../services/core/model/identity.ts';

/** The worker's folder, held by one process at a time. */
export interface Home {
  /** Value of the label that marks this worker's containers. */
  readonly label: string;
  readonly datasets: string;
  readonly images: string;
  readonly spool: string;
  readonly checkpoints: string;
  readonly noise: string;
  leave(): Promise<void>;
}

/**
 * Takes a folder for this process: two workers in one folder would remove each other's containers. A lock whose process
 * is gone is taken over; a process is known by its id and the instant it began, since ids are used again.
 */
export async function enterHome(folder: string): Promise<Home> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const lock = join(root, 'worker.lock');
  const self = `${process.pid} ${await startOf(process.pid)}`;
  for (let tries = 0; ; tries += 1) {
    try {
      const file = await open(lock, 'wx', 0o600);
      await file.writeFile(self);
      await file.close();
      break;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      const holder = await readFile(lock, 'utf8').catch(() => '');
      const [pid, start] = holder.split(' ');
      if (tries >= 3 || (pid !== undefined && start !== '' && start === (await startOf(Number(pid))))) {
        throw new PlumblineError('CONFLICT', `a worker (process ${pid}) works in ${root} already`);
      }
      await rm(lock, { force: true });
    }
  }
  return {
    label: sha256Hex(root).slice(0, 16),
    datasets: join(root, 'datasets'),
    images: join(root, 'images'),
    spool: join(root, 'spool'),
    checkpoints: join(root, 'checkpoints'),
    noise: join(root, 'noise'),
    leave: () => rm(lock, { force: true }),
  };
}

/** Field 22 of /proc/<pid>/stat, the start in clock ticks after boot; 'gone' for no such process. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat === '' ? 'gone' : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone');
}
