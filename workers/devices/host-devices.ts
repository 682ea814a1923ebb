import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { PlumblineError } from '../../services/core/errors.ts';
import type { Platform } from '../../services/core/model/catalog.ts';
import type { Device, DeviceInventory } from '../../services/core/model/device.ts';
import { devicesOfPlatform, platformMismatch } from '../../services/core/model/platform-match.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import type { WorkerDoor } from '../../services/core/ports/door.ts';
import { readCpuList } from '../environment/cpu.ts';
import { createCpuPool } from './cpus.ts';
import { readDevices } from './inventory.ts';
import { createSlots, type Slots } from './slots.ts';
import { readNumaNodes } from './topology.ts';

/** The devices of this host as a worker uses them. */
export interface HostDevices {
  readonly slots: Slots;
  /**
   * Resolves when this host is one of its platform; DEVICE_MISSING while it is not. Reads the platform's file first, once:
   * without one there is nothing to compare, which is logged, and the worker goes on.
   */
  ensure(): Promise<void>;
}

export interface HostDevicesOptions {
  readonly door: Pick<WorkerDoor, 'platform'>;
  readonly platform: string;
  /** UUIDs of `worker.devices`; null: every device. */
  readonly devices: readonly string[] | null;
  readonly ours: (pid: number) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
  /** Tests hand in a host of their own. */
  readonly inventory?: () => Promise<DeviceInventory>;
  readonly sys?: string;
}

/** How long a host that was one of its platform is taken to be one still, in milliseconds. */
const FRESH_MS = 600_000;

/** DEVICE_MISSING, or CONFIG_INVALID when all tools answered, when `worker.devices` names a device that is not here. */
export async function openHostDevices(options: HostDevicesOptions): Promise<HostDevices> {
  const { door, platform: name, clock, log, inventory = readDevices, sys } = options;
  const chosen = options.devices === null ? null : new Set(options.devices);
  if (chosen !== null && chosen.size > 0) assertPresent(chosen, await inventory());
  const nodes = await readNumaNodes(sys);
  let platform: Platform | null | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  const chosenHere = (device: Device): boolean => chosen === null || chosen.has(device.uuid);

  async function check(): Promise<void> {
    if (platform === undefined) platform = await findPlatform(door, name, log);
    if (platform === null || clock.now().getTime() - checkedAt < FRESH_MS) return;
    const { devices, findings } = await inventory();
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const mismatch = platformMismatch(platform, {
      architecture,
      inventory: { devices: devices.filter(chosenHere), findings },
    });
    if (mismatch !== null) throw new PlumblineError('DEVICE_MISSING', mismatch);
    checkedAt = clock.now().getTime();
  }

  let checking: Promise<void> | undefined;
  return {
    slots: createSlots({
      cpus: createCpuPool(await usableCpus(), nodes),
      nodes,
      inventory,
      allowed: (device) => chosenHere(device) && (platform ? devicesOfPlatform(platform, [device]).length > 0 : true),
      ours: options.ours,
      clock,
      log,
    }),
    ensure() {
      checking ??= check().finally(() => {
        checking = undefined;
      });
      return checking;
    },
  };
}

async function findPlatform(door: Pick<WorkerDoor, 'platform'>, name: string, log: Log): Promise<Platform | null> {
  const platform = await door.platform(name).catch((error: unknown) => {
    // A service of an older version has no such list.
    if (error instanceof PlumblineError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
  if (platform === null) {
    log.warn('the catalog has no file for this platform: the devices of this host are not compared with it', {
      platform: name,
    });
  }
  return platform;
}

function assertPresent(chosen: ReadonlySet<string>, { devices, findings }: DeviceInventory): void {
  const here = devices.map(({ uuid }) => uuid);
  const unknown = [...chosen].filter((uuid) => !here.includes(uuid));
  if (unknown.length === 0) return;
  const has = here.length === 0 ? 'none' : here.join(', ');
  const message = `worker.devices names ${unknown.join(', ')}, which this host does not have; it has ${has}`;
  const troubles = findings.map((finding) => finding.message);
  // A tool in trouble may be the reason; without one it is the setting.
  throw new PlumblineError(
    troubles.length > 0 ? 'DEVICE_MISSING' : 'CONFIG_INVALID',
    [message, ...troubles].join('; '),
  );
}

/** The processors that this process may run on, and so its containers. */
async function usableCpus(): Promise<readonly number[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  const cpus = readCpuList(list);
  return cpus.length > 0 ? cpus : Array.from({ length: availableParallelism() }, (_, cpu) => cpu);
}
