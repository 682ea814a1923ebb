import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../services/core/ports/base.ts';
import { readGroupTime } from './cgroup.ts';
import { readClocks } from './clocks.ts';
import { readProcessorTimes } from './processors.ts';
import { createTally, type Snapshot } from './tally.ts';

/** Pauses between the first snapshots, and between all later ones, in milliseconds: a short run is to be seen too. */
const FIRST_MS = [250, 250, 250, 250];
const LATER_MS = 1000;

/** Watches whether a run has its processors to itself. */
export interface DisturbanceWatch {
  /** Stops watching; gives back why the run must not enter a baseline. Never fails. */
  end(): Promise<string[]>;
}

/** Starts watching a run that starts now; what cannot be read accuses nobody. */
export function watchDisturbance(options: {
  readonly pid: () => Promise<number>;
  readonly containerId: string;
  readonly cpus: readonly number[];
  /** Processors of the run's own limit. */
  readonly limit: number;
  readonly clock: Clock;
  /** In place of `/`, for tests. */
  readonly root?: string;
}): DisturbanceWatch {
  const { cpus, clock, root = '/' } = options;
  const tally = createTally(cpus, options.limit);
  const ended = new AbortController();
  let pid = 0;

  async function snapshot(): Promise<Snapshot | null> {
    if (pid <= 0) pid = await options.pid().catch(() => 0);
    if (pid <= 0) return null;
    const [stat, group, clocks] = await Promise.all([
      readFile(join(root, 'proc/stat'), 'utf8').catch(() => ''),
      readGroupTime(pid, options.containerId, root),
      Promise.all(cpus.map(async (cpu) => [cpu, await readClocks(cpu, root)] as const)),
    ]);
    // A group that is gone has ended with the run: what came after is not its own.
    if (group === null) return null;
    return { at: clock.now().getTime(), processors: readProcessorTimes(stat), group, clocks: new Map(clocks) };
  }

  async function watch(): Promise<void> {
    for (let turn = 0; !ended.signal.aborted; turn += 1) {
      const now = await snapshot();
      if (ended.signal.aborted) return;
      if (now !== null) tally.add(now);
      await clock.sleep(FIRST_MS[turn] ?? LATER_MS, ended.signal);
    }
  }
  const watching = watch().catch(() => undefined);

  return {
    async end() {
      ended.abort();
      await watching;
      return tally.taints();
    },
  };
}
