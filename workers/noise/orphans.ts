import { readdir, readFile } from 'node:fs/promises';
import { monotonicMs } from '../../services/core/planning/steady-clock.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import { PROGRAM_MS, RUN_VARIABLE } from './program.ts';

/** Pause between two looks, in milliseconds. */
const LOOK_MS = 200;

/**
 * Waits for the operator's programs that an earlier worker left running for a run: what one still does after the undoing
 * would never be undone. One that takes longer than it may is killed. Never fails; resolves when none is left.
 */
export async function awaitOrphans(run: string, clock: Clock): Promise<void> {
  const until = monotonicMs(clock) + PROGRAM_MS;
  for (let pids = await programsOf(run); pids.length > 0; pids = await programsOf(run)) {
    if (monotonicMs(clock) >= until) {
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has just ended, or belongs to somebody else and is not ours to end.
        }
      }
      await clock.sleep(LOOK_MS);
      return;
    }
    await clock.sleep(LOOK_MS);
  }
}

/** Processes of this user that carry the variable of a run. Those of a container do not: they never get it. */
async function programsOf(run: string): Promise<number[]> {
  const wanted = `${RUN_VARIABLE}=${run}`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const carries = async (pid: string): Promise<boolean> => {
    const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return environ.split('\0').includes(wanted);
  };
  const found = await Promise.all(pids.map(async (pid) => ((await carries(pid)) ? [Number(pid)] : [])));
  return found.flat();
}
