import { readdir, readFile } from 'node:fs/promises';
import { readCpuList } from '../environment/cpu.ts';

/** A memory node of the host: processors and the memory that is near them. */
export interface NumaNode {
  readonly id: number;
  readonly cpus: readonly number[];
  readonly memoryMiB: number;
}

/** Memory nodes that are looked at. */
const NODES_MAX = 1024;

/** The memory nodes of this host, in their order; none where the kernel does not tell. */
export async function readNumaNodes(sys = '/sys'): Promise<readonly NumaNode[]> {
  const folder = `${sys}/devices/system/node`;
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => /^node\d+$/.test(name));
  const nodes = await Promise.all(
    names.slice(0, NODES_MAX).map(async (name): Promise<NumaNode> => {
      const [cpus, memory] = await Promise.all(
        ['cpulist', 'meminfo'].map((file) => readFile(`${folder}/${name}/${file}`, 'utf8').catch(() => '')),
      );
      const kib = /MemTotal:\s+(\d+) kB/.exec(memory ?? '')?.[1] ?? '0';
      return { id: Number(name.slice(4)), cpus: readCpuList(cpus ?? ''), memoryMiB: Math.floor(Number(kib) / 1024) };
    }),
  );
  return nodes.sort((one, other) => one.id - other.id);
}

/**
 * The memory nodes that a container can be pinned to: those of its devices, when all its processors are theirs too and
 * they have the memory that it may use. Otherwise none, which leaves the choice to the kernel.
 */
export function memoryNodesFor(
  nodes: readonly NumaNode[],
  near: readonly number[],
  cpus: readonly number[],
  memoryMiB: number,
): readonly number[] {
  const chosen = nodes.filter(({ id }) => near.includes(id));
  const local = new Set(chosen.flatMap((node) => node.cpus));
  const room = chosen.reduce((sum, node) => sum + node.memoryMiB, 0);
  return cpus.every((cpu) => local.has(cpu)) && room >= memoryMiB ? chosen.map(({ id }) => id) : [];
}
