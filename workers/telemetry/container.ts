import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerGroups, readField } from '../environment/disturbance/cgroup.ts';

const MIB = 1_048_576;

/** What a container used since it began, and what it holds now; null where its groups do not tell. */
export interface ContainerUse {
  /** Processor time in seconds. */
  readonly cpuSeconds: number;
  readonly memoryMiB: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
}

/**
 * Reads a container's use from its control groups, under version 1 or 2: the engine's own statistics take a second for
 * each. Null where that number is another process, or the run has ended: engines name a container's group by its id.
 * Memory is without the pages of files that the kernel would give back at once, as engines count it.
 *
 * @param root in place of `/`, for tests.
 */
export async function readContainerUse(pid: number, containerId: string, root = '/'): Promise<ContainerUse | null> {
  const base = join(root, 'sys/fs/cgroup');
  const found = await containerGroups(pid, containerId, root);
  if (found === null) return null;
  return found.old ? readOld(base, found.groups) : readUnified(join(base, found.path));
}

async function readUnified(folder: string): Promise<ContainerUse | null> {
  const [cpu, current, memory, io] = await Promise.all(
    ['cpu.stat', 'memory.current', 'memory.stat', 'io.stat'].map((name) => text(join(folder, name))),
  );
  const used = readField(cpu ?? '', 'usage_usec');
  if (used === null) return null;
  const sum = (field: string): number | null =>
    io === null || io === undefined
      ? null
      : [...io.matchAll(new RegExp(` ${field}=(\\d+)`, 'g'))].reduce((total, [, bytes]) => total + Number(bytes), 0);
  return {
    cpuSeconds: used / 1e6,
    memoryMiB: inUse(current, readField(memory ?? '', 'inactive_file')),
    readBytes: sum('rbytes'),
    writtenBytes: sum('wbytes'),
  };
}

async function readOld(base: string, groups: ReadonlyMap<string, string>): Promise<ContainerUse | null> {
  const file = (group: string, name: string): Promise<string | null> =>
    text(join(base, group, groups.get(group) ?? '', name));
  const [usage, current, memory, io] = await Promise.all([
    file('cpuacct', 'cpuacct.usage'),
    file('memory', 'memory.usage_in_bytes'),
    file('memory', 'memory.stat'),
    file('blkio', 'blkio.throttle.io_service_bytes'),
  ]);
  if (usage === null) return null;
  const sum = (operation: string): number | null =>
    io === null
      ? null
      : [...io.matchAll(new RegExp(`^\\d+:\\d+ ${operation} (\\d+)$`, 'gm'))].reduce(
          (total, [, bytes]) => total + Number(bytes),
          0,
        );
  return {
    cpuSeconds: Number(usage) / 1e9,
    memoryMiB: inUse(current, readField(memory ?? '', 'total_inactive_file')),
    readBytes: sum('Read'),
    writtenBytes: sum('Write'),
  };
}

function inUse(current: string | null | undefined, idle: number | null): number | null {
  const bytes = Number(current ?? Number.NaN);
  return Number.isFinite(bytes) ? Math.max(0, bytes - (idle ?? 0)) / MIB : null;
}

function text(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
