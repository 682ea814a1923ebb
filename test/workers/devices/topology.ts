import t from 'tap';
import { createCpuPool } from '../../../workers/devices/cpus.ts';
import { memoryNodesFor, readNumaNodes } from '../../../workers/devices/topology.ts';
import { testFolder } from '../../support/folder.ts';

t.test('memory nodes of a host', async (t) => {
  const node = (cpulist: string, kib: number, id: number) => ({
    cpulist: `${cpulist}\n`,
    meminfo: `Node ${id} MemTotal:       ${kib} kB\nNode ${id} MemFree: 1 kB\n`,
  });
  const sys = testFolder(t, {
    devices: {
      system: { node: { node1: node('4-7', 2_097_152, 1), node0: node('0-3', 1_048_576, 0), possible: '0-1' } },
    },
  });
  const nodes = await readNumaNodes(sys);
  t.same(nodes, [
    { id: 0, cpus: [0, 1, 2, 3], memoryMiB: 1024 },
    { id: 1, cpus: [4, 5, 6, 7], memoryMiB: 2048 },
  ]);
  t.same(memoryNodesFor(nodes, [1], [5, 6], 2048), [1]);
  t.same(memoryNodesFor(nodes, [1], [5, 6], 2049), [], 'not enough memory there');
  t.same(memoryNodesFor(nodes, [1], [3, 6], 10), [], 'a processor elsewhere');
  t.same(memoryNodesFor(nodes, [], [0], 10), [], 'no device, no node');
  t.same(await readNumaNodes('/nonexistent'), []);
  const pool = createCpuPool([0, 1, 4, 5], nodes);
  t.same(pool.take(1, [0]), [1]);
  t.same(pool.take(3, [0]), [0, 1, 5], 'its node first, then the others');
  t.same(createCpuPool([0, 1]).take(1, [0]), [1], 'a node that is not known changes nothing');
});

t.test('this host', async (t) => {
  for (const { cpus } of await readNumaNodes()) t.ok(Array.isArray(cpus));
});
