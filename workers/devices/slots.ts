import { PlumblineError } from '../../services/core/errors.ts';
import type { Device, DeviceInventory } from '../../services/core/model/device.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import { chooseDevices, nodesOf } from './choose.ts';
import type { CpuPool } from './cpus.ts';
import { type Occupants, sortOut } from './occupants.ts';
import { memoryNodesFor, type NumaNode } from './topology.ts';

/** What a run asks for. */
export interface SlotNeed {
  /** Accelerators, all or none. */
  readonly devices: number;
  readonly cpus: number;
  readonly memoryMiB: number;
}

/** Whether a container is removed; fails while the engine is away. */
export type Gone = () => Promise<boolean>;

/** What a run has to itself until it gives it back. */
export interface Lease {
  readonly devices: readonly Device[];
  readonly cpus: readonly number[];
  /** Memory nodes to pin to; empty: none. */
  readonly memoryNodes: readonly number[];
  /**
   * Safe to repeat. `gone`: a container may still compute on the devices; nobody gets them before it says true.
   */
  giveBack(gone?: Gone): void;
}

/** Shares the devices and processors of this host out: two runs of this worker never have the same device. */
export interface Slots {
  /** DEVICE_MISSING when the host will never have what is asked. */
  check(need: SlotNeed): Promise<void>;
  /**
   * Waits until there is what is asked, in the order of asking: a run for eight devices is not overtaken by small ones.
   * DEVICE_MISSING at once when there never will be; DEVICE_BUSY when somebody else computes on a device that is needed;
   * CONFLICT when `stop` ends the wait. A run without devices does not wait.
   */
  take(need: SlotNeed, stop: AbortSignal): Promise<Lease>;
}

export interface SlotsDeps {
  readonly cpus: CpuPool;
  readonly nodes: readonly NumaNode[];
  readonly inventory: () => Promise<DeviceInventory>;
  /** Whether the worker may use a device, by its settings and its platform. */
  readonly allowed: (device: Device) => boolean;
  /** Whether a process belongs to a container of this worker. */
  readonly ours: (pid: number) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long a process of a run that just ended may take to leave its device, in milliseconds, looked at every so often. */
const LEAVING_MS = 30_000;
const LEAVING_CHECK_MS = 500;

export function createSlots(deps: SlotsDeps): Slots {
  const { cpus, nodes, clock } = deps;
  const leased = new Set<string>();
  /** Devices that were given back before their container was gone. */
  const lingering = new Map<Gone, readonly string[]>();
  const line: object[] = [];
  let changed = new AbortController();
  const wake = (): void => {
    changed.abort();
    changed = new AbortController();
  };

  function leaseOf(devices: readonly Device[], need: SlotNeed): Lease {
    const near = nodesOf(devices);
    const taken = cpus.take(need.cpus, near);
    for (const { uuid } of devices) leased.add(uuid);
    let held = true;
    return {
      devices,
      cpus: taken,
      memoryNodes: devices.length === 0 ? [] : memoryNodesFor(nodes, near, taken, need.memoryMiB),
      giveBack(gone) {
        if (!held) return;
        held = false;
        if (gone !== undefined && devices.length > 0) lingering.set(gone, uuidsOf(devices));
        cpus.giveBack(taken);
        for (const { uuid } of devices) leased.delete(uuid);
        if (devices.length > 0) wake();
      },
    };
  }

  /** Resolves when something was given back, somebody left the line, `ms` passed, or `stop` aborted. */
  async function change(stop: AbortSignal, ms?: number): Promise<void> {
    const woken = AbortSignal.any([changed.signal, stop]);
    if (ms !== undefined) return clock.sleep(ms, woken);
    if (woken.aborted) return;
    await new Promise<void>((resolve) => woken.addEventListener('abort', () => resolve(), { once: true }));
  }

  async function allowedDevices(need: SlotNeed): Promise<readonly Device[]> {
    const { devices, findings } = await deps.inventory();
    const allowed = devices.filter(deps.allowed);
    if (allowed.length < need.devices) throw missing(need, allowed.length, devices.length, findings);
    return allowed;
  }

  /** Devices that are still in the hands of a container whose run is over. */
  async function stillHeld(devices: readonly Device[]): Promise<readonly Device[]> {
    for (const gone of [...lingering.keys()]) if (await gone()) lingering.delete(gone);
    const held = new Set([...lingering.values()].flat());
    return devices.filter(({ uuid }) => held.has(uuid));
  }

  async function takeDevices(need: SlotNeed, stop: AbortSignal): Promise<Lease> {
    let leaving = 0;
    for (;;) {
      if (stop.aborted) throw stopped(stop);
      const allowed = await allowedDevices(need);
      const held = await stillHeld(allowed);
      const occupants = await sortOut(
        allowed.filter((device) => !leased.has(device.uuid) && !held.includes(device)),
        deps.ours,
      );
      const { idle } = occupants;
      if (idle.length >= need.devices) return leaseOf(chooseDevices(idle, need.devices), need);
      const late = leaving >= LEAVING_MS;
      const onTheirWay = occupants.leaving.length + held.length;
      const coming = allowed.length - occupants.foreign.length - (late ? onTheirWay : 0);
      if (coming < need.devices) throw busy(need, occupants, held, late);
      const waits = onTheirWay > 0 && !late;
      await change(stop, waits ? LEAVING_CHECK_MS : undefined);
      if (waits) leaving += LEAVING_CHECK_MS;
    }
  }

  return {
    async check(need) {
      if (need.devices > 0) await allowedDevices(need);
    },
    async take(need, stop) {
      if (need.devices === 0) return leaseOf([], need);
      await allowedDevices(need);
      const turn = {};
      line.push(turn);
      try {
        while (line[0] !== turn) {
          if (stop.aborted) throw stopped(stop);
          await change(stop);
        }
        return await takeDevices(need, stop);
      } finally {
        line.splice(line.indexOf(turn), 1);
        wake();
      }
    },
  };
}

const uuidsOf = (devices: readonly Device[]): readonly string[] => devices.map(({ uuid }) => uuid);

function missing(need: SlotNeed, allowed: number, all: number, findings: DeviceInventory['findings']): PlumblineError {
  const has = allowed === all ? `${all}` : `${all}, of which this worker may use ${allowed}`;
  const text = [
    `the run needs ${need.devices} devices, this host has ${has}`,
    ...findings.map(({ message }) => message),
  ];
  return new PlumblineError('DEVICE_MISSING', text.join('; '));
}

function busy(need: SlotNeed, { foreign, leaving }: Occupants, held: readonly Device[], late: boolean): PlumblineError {
  const occupied = late ? [...foreign, ...leaving] : foreign;
  const who = occupied.map(
    ({ device, process }) =>
      `${device.uuid} (${device.model}) is used by process ${process.pid}${process.name === '' ? '' : ` (${process.name})`}`,
  );
  if (late)
    who.push(...held.map(({ uuid, model }) => `${uuid} (${model}) is held by a container that is not removed yet`));
  return new PlumblineError('DEVICE_BUSY', `the run needs ${need.devices} devices: ${who.join('; ')}`);
}

function stopped(stop: AbortSignal): PlumblineError {
  return new PlumblineError('CONFLICT', `stopped (${String(stop.reason)}) while it waited for devices`);
}
