import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { Device, DeviceInventory } from '../../../services/core/model/device.ts';
import type { Clock } from '../../../services/core/ports/base.ts';
import { createCpuPool } from '../../../workers/devices/cpus.ts';
import { createSlots, type SlotNeed } from '../../../workers/devices/slots.ts';
import type { NumaNode } from '../../../workers/devices/topology.ts';
import { aDevice } from '../../support/devices.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const going = new AbortController().signal;
/** Eight devices, four a memory node, eight processors a node. */
const NODES: readonly NumaNode[] = [
  { id: 0, cpus: [0, 1, 2, 3, 4, 5, 6, 7], memoryMiB: 1000 },
  { id: 1, cpus: [8, 9, 10, 11, 12, 13, 14, 15], memoryMiB: 1000 },
];
const EIGHT = Array.from({ length: 8 }, (_, index) =>
  aDevice({ index, uuid: `GPU-${index}`, numaNode: index < 4 ? 0 : 1 }),
);
const need = (devices: number, change: Partial<SlotNeed> = {}): SlotNeed => ({
  devices,
  cpus: 1,
  memoryMiB: 100,
  ...change,
});
const uuids = ({ devices }: { devices: readonly Device[] }): string => devices.map(({ index }) => index).join('');

/** Slots over a host whose inventory a test may change. */
function someSlots(options: {
  devices?: readonly Device[];
  findings?: DeviceInventory['findings'];
  allowed?: (device: Device) => boolean;
  ours?: (pid: number) => Promise<boolean>;
  clock?: Clock;
}) {
  const host = { devices: options.devices ?? EIGHT, reads: 0 };
  const slots = createSlots({
    cpus: createCpuPool(
      NODES.flatMap(({ cpus }) => cpus),
      NODES,
    ),
    nodes: NODES,
    inventory: async () => {
      host.reads += 1;
      return { devices: host.devices, findings: options.findings ?? [] };
    },
    allowed: options.allowed ?? (() => true),
    ours: options.ours ?? (async () => false),
    clock: options.clock ?? systemClock,
    log: quiet,
  });
  return { slots, host };
}

/** Whether a promise is still pending after everything that can happen by itself has happened. */
async function pending(work: Promise<unknown>): Promise<boolean> {
  const late = new Promise((resolve) => setTimeout(() => resolve('late'), 50));
  return (await Promise.race([work.catch(() => 'failed'), late])) === 'late';
}

t.test('devices of one node, the processors and the memory of that node', async (t) => {
  const { slots } = someSlots({});
  const one = await slots.take(need(4, { cpus: 4 }), going);
  t.equal(uuids(one), '4567', 'nodes with as many free: the later one');
  t.same(one.cpus, [12, 13, 14, 15]);
  t.same(one.memoryNodes, [1]);
  const other = await slots.take(need(3, { cpus: 8, memoryMiB: 2000 }), going);
  t.equal(uuids(other), '012');
  t.same(other.cpus, [0, 1, 2, 3, 4, 5, 6, 7]);
  t.same(other.memoryNodes, [], 'more memory than the node has: the kernel chooses');
});

t.test('more processors than the node has spill over, and the memory is free', async (t) => {
  const { slots } = someSlots({});
  const lease = await slots.take(need(1, { cpus: 9 }), going);
  t.same(lease.memoryNodes, []);
  t.equal(lease.cpus.length, 9);
});

t.test('two runs never share a device, and what was given back is given again', async (t) => {
  const { slots } = someSlots({});
  const leases = await Promise.all([need(3), need(3), need(2)].map((asked) => slots.take(asked, going)));
  t.equal(new Set(leases.flatMap(({ devices }) => devices.map(({ uuid }) => uuid))).size, 8);
  const waiting = slots.take(need(1), going);
  t.ok(await pending(waiting));
  leases[2]?.giveBack();
  leases[2]?.giveBack();
  t.same((await waiting).devices.length, 1);
  t.ok(await pending(slots.take(need(2), going)), 'given back twice is given back once');
});

t.test('a large run is not overtaken by small ones', async (t) => {
  const { slots } = someSlots({});
  const first = await slots.take(need(4), going);
  const all = slots.take(need(8), going);
  const small = slots.take(need(1), going);
  t.ok(await pending(all));
  t.ok(await pending(small), 'there are four free devices, and it waits its turn');
  first.giveBack();
  const whole = await all;
  t.equal(whole.devices.length, 8);
  t.ok(await pending(small));
  whole.giveBack();
  t.equal((await small).devices.length, 1);
});

t.test('a run without devices does not wait, nor get any', async (t) => {
  const { slots, host } = someSlots({});
  await slots.take(need(8), going);
  const lease = await slots.take(need(0, { cpus: 2 }), going);
  t.same([lease.devices, lease.memoryNodes], [[], []]);
  await slots.check(need(0));
  t.equal(host.reads, 2, 'and no tool is asked for it');
  await t.rejects(slots.take(need(0, { cpus: 17 }), going), { code: 'DEVICE_MISSING' });
});

t.test('more devices than there will ever be are refused at once', async (t) => {
  const findings = [{ code: 'tool-timed-out', vendor: 'amd', message: 'amd-smi did not answer' }] as const;
  const { slots } = someSlots({ allowed: ({ index }) => index < 2, findings });
  await slots.take(need(2), going);
  const refused = {
    code: 'DEVICE_MISSING',
    message: 'the run needs 3 devices, this host has 8, of which this worker may use 2; amd-smi did not answer',
  };
  await t.rejects(slots.take(need(3), going), refused);
  await t.rejects(slots.check(need(3)), refused);
});

t.test('the wait ends with the run', async (t) => {
  const { slots } = someSlots({});
  const held = await slots.take(need(8), going);
  const [head, behind] = [new AbortController(), new AbortController()];
  const waits = [slots.take(need(1), head.signal), slots.take(need(1), behind.signal)];
  t.ok(await pending(Promise.race(waits)));
  behind.abort('drain');
  await t.rejects(waits[1] as Promise<unknown>, { code: 'CONFLICT', message: /stopped \(drain\) while it waited/ });
  head.abort('cancel');
  await t.rejects(waits[0] as Promise<unknown>, { code: 'CONFLICT' });
  held.giveBack();
  t.equal((await slots.take(need(8), going)).devices.length, 8, 'and nobody stands in the way');
});

t.test('a device that somebody else computes on is not used', async (t) => {
  const used = (index: number, name: string) =>
    aDevice({ index, uuid: `GPU-${index}`, processes: [{ pid: 4000 + index, name, memoryMiB: 100 }] });
  const { slots, host } = someSlots({ devices: [used(0, 'python'), aDevice({ index: 1, uuid: 'GPU-1' })] });
  const lease = await slots.take(need(1), going);
  t.equal(uuids(lease), '1', 'the idle one');
  await t.rejects(slots.take(need(2), going), {
    code: 'DEVICE_BUSY',
    message: 'the run needs 2 devices: GPU-0 (NVIDIA H100 80GB HBM3) is used by process 4000 (python)',
  });
  const waiting = slots.take(need(1), going);
  t.ok(await pending(waiting), 'the one that a run of ours has will be free');
  host.devices = [used(0, ''), used(1, 'vllm')];
  lease.giveBack();
  await t.rejects(waiting, { code: 'DEVICE_BUSY', message: /process 4000; GPU-1 .* process 4001 \(vllm\)/ });
});

t.test('a process of a run that just ended may leave first', async (t) => {
  const late = aDevice({ processes: [{ pid: 7, name: 'python', memoryMiB: 1 }] });
  let slept = 0;
  const clock: Clock = {
    now: () => new Date(0),
    sleep: async (ms) => {
      slept += ms;
      if (slept >= 2000) host.devices = [aDevice()];
    },
  };
  const { slots, host } = someSlots({ devices: [late], ours: async () => true, clock });
  t.equal((await slots.take(need(1), going)).devices.length, 1);
  t.equal(slept, 2000);
});

t.test('one that never leaves is named', async (t) => {
  const stuck = aDevice({ processes: [{ pid: 7, name: 'python', memoryMiB: 1 }] });
  let slept = 0;
  const clock: Clock = {
    now: () => new Date(0),
    sleep: async (ms) => {
      slept += ms;
    },
  };
  const { slots } = someSlots({ devices: [stuck], ours: async () => true, clock });
  await t.rejects(slots.take(need(1), going), { code: 'DEVICE_BUSY', message: /process 7 \(python\)/ });
  t.equal(slept, 30_000);
});

t.test('a device is not given on while the container that had it may still run', async (t) => {
  const clock: Clock = { now: () => new Date(0), sleep: async () => undefined };
  const { slots } = someSlots({ devices: [aDevice()], clock });
  const lease = await slots.take(need(1), going);
  let gone = false;
  lease.giveBack(async () => gone);
  await t.rejects(slots.take(need(1), going), {
    code: 'DEVICE_BUSY',
    message: 'the run needs 1 devices: GPU-0 (NVIDIA H100 80GB HBM3) is held by a container that is not removed yet',
  });
  const next = slots.take(need(1), going);
  gone = true;
  t.equal(uuids(await next), '0');
});
