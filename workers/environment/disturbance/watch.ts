import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../services/core/ports/base.ts';
import { readGroupTime } from './cgroup.ts';
import { readClocks } from './clocks.ts';
import { NVIDIA_THROTTLE_QUERY, readNvidiaThrottle } from './nvidia-throttle.ts';
import { readProcessorTimes } from './processors.ts';
import { createTally, type Snapshot } from './tally.ts';

/** Pauses between the first snapshots, and between all later ones, in milliseconds: a short run is to be seen too. */
const FIRST_MS = [250, 250, 250, 250];
const LATER_MS = 1000;
/** Snapshots between two looks at the GPUs, whose tool costs a process, and the time it may take, in milliseconds. */
const GPU_EVERY = 10;
const GPU_MS = 5000;
const GPU_MAX_BYTES = 65_536;

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
  /** Prints what `nvidia-smi` would, for tests; fails where there is none. */
  readonly gpuTool?: () => Promise<string>;
}): DisturbanceWatch {
  const { cpus, clock, root = '/', gpuTool = nvidiaSmi } = options;
  const tally = createTally(cpus, options.limit);
  const ended = new AbortController();
  let pid = 0;
  let gpus = true;
  let looking: Promise<void> = Promise.resolve();

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

  async function lookAtGpus(): Promise<void> {
    try {
      tally.addGpus(readNvidiaThrottle(await gpuTool()));
    } catch {
      gpus = false;
    }
  }

  async function watch(): Promise<void> {
    for (let turn = 0; !ended.signal.aborted; turn += 1) {
      const now = await snapshot();
      if (ended.signal.aborted) return;
      if (now !== null) tally.add(now);
      if (gpus && turn > 0 && turn % GPU_EVERY === 0) looking = lookAtGpus();
      await clock.sleep(FIRST_MS[turn] ?? LATER_MS, ended.signal);
    }
  }
  const watching = watch().catch(() => undefined);

  return {
    async end() {
      ended.abort();
      await watching;
      await looking;
      return tally.taints();
    },
  };
}

function nvidiaSmi(): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'nvidia-smi',
      [...NVIDIA_THROTTLE_QUERY],
      { timeout: GPU_MS, maxBuffer: GPU_MAX_BYTES },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
  });
}
