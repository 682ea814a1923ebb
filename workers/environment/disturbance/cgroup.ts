import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Groups above a container's own that are looked at: a pod's limit stands one or two above. */
const PARENTS_MAX = 8;

/** Processor time of a control group and how often its limit stopped it, both since it was made, in seconds. */
export interface GroupTime {
  readonly used: number;
  /** The longest of its own throttled time and that of the groups around it. */
  readonly throttled: number;
}

/** Where a process stands in each hierarchy, from /proc/<pid>/cgroup (cgroups(7)): the empty name is version 2. */
export function readGroups(cgroup: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, names = '', path = '/'] of cgroup.matchAll(/^\d+:([^:]*):(.*)$/gm))
    for (const name of names.split(',')) found.set(name, path);
  return found;
}

/** A field of a `cpu.stat` or the like, one `name value` a line; null where it is not. */
export function readField(text: string, name: string): number | null {
  const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(text);
  return found === null ? null : Number(found[1]);
}

/** Where the processor time of a container is counted: `old` under version 1 of control groups. */
export interface ContainerGroups {
  readonly groups: ReadonlyMap<string, string>;
  readonly path: string;
  readonly old: boolean;
}

/**
 * The groups of a container's process; null where the kernel shows none, or where that number is another process: a worker
 * in a container of its own counts processes by itself, and engines name a container's group by its id.
 *
 * @param root in place of `/`, for tests.
 */
export async function containerGroups(pid: number, containerId: string, root = '/'): Promise<ContainerGroups | null> {
  const groups = readGroups(await readFile(join(root, 'proc', String(pid), 'cgroup'), 'utf8').catch(() => ''));
  const path = groups.get('cpuacct') ?? groups.get('');
  return path?.includes(containerId) ? { groups, path, old: groups.has('cpuacct') } : null;
}

/** Reads the times of a container's groups, under version 1 or 2; null where they do not tell. */
export async function readGroupTime(pid: number, containerId: string, root = '/'): Promise<GroupTime | null> {
  const text = (path: string) => readFile(path, 'utf8').catch(() => null);
  const base = join(root, 'sys/fs/cgroup');
  const found = await containerGroups(pid, containerId, root);
  if (found === null) return null;
  const { groups, path, old } = found;
  if (!old) {
    const used = readField((await text(join(base, path, 'cpu.stat'))) ?? '', 'usage_usec');
    if (used === null) return null;
    return { used: used / 1e6, throttled: await throttledTime(base, path, 'throttled_usec', 1e6) };
  }
  const usage = await text(join(base, 'cpuacct', path, 'cpuacct.usage'));
  if (usage === null) return null;
  const limited = groups.get('cpu') ?? path;
  return {
    used: Number(usage) / 1e9,
    throttled: await throttledTime(join(base, 'cpu'), limited, 'throttled_time', 1e9),
  };
}

async function throttledTime(base: string, path: string, field: string, perSecond: number): Promise<number> {
  const parts = path.split('/').filter(Boolean);
  let longest = 0;
  for (let depth = parts.length; depth > 0 && parts.length - depth < PARENTS_MAX; depth -= 1) {
    const stat = await readFile(join(base, ...parts.slice(0, depth), 'cpu.stat'), 'utf8').catch(() => '');
    longest = Math.max(longest, (readField(stat, field) ?? 0) / perSecond);
  }
  return longest;
}
