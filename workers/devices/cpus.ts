import { PlumblineError } from '../../services/core/errors.ts';
import type { NumaNode } from './topology.ts';

/** Which processors the runs of this worker use. */
export interface CpuPool {
  /**
   * The `count` least used processors (rounded up), the highest numbers first: interrupts prefer the low ones. Those of
   * the memory nodes named in `near` come before the others.
   */
  take(count: number, near?: readonly number[]): readonly number[];
  giveBack(cpus: readonly number[]): void;
}

/** A pool over the processors that this process may use. DEVICE_MISSING when a run needs more than there are. */
export function createCpuPool(cpus: readonly number[], nodes: readonly NumaNode[] = []): CpuPool {
  const uses = new Map(cpus.map((cpu) => [cpu, 0]));
  const change = (cpu: number, by: number): void => void uses.set(cpu, (uses.get(cpu) ?? 0) + by);
  return {
    take(count, near = []) {
      const needed = Math.ceil(count);
      if (needed > cpus.length) {
        throw new PlumblineError('DEVICE_MISSING', `the run needs ${count} processors, this host has ${cpus.length}`);
      }
      const local = new Set(nodes.filter(({ id }) => near.includes(id)).flatMap((node) => node.cpus));
      const far = (cpu: number): number => (local.has(cpu) ? 0 : 1);
      const least = [...uses].sort(
        ([cpu, use], [otherCpu, otherUse]) => far(cpu) - far(otherCpu) || use - otherUse || otherCpu - cpu,
      );
      const taken = least.slice(0, needed).map(([cpu]) => cpu);
      for (const cpu of taken) change(cpu, 1);
      return taken.sort((one, other) => one - other);
    },
    giveBack(taken) {
      for (const cpu of taken) change(cpu, -1);
    },
  };
}
