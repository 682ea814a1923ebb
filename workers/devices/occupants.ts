import { readFile } from 'node:fs/promises';
import type { Device, DeviceProcess } from '../../services/core/model/device.ts';
import type { ContainerClient } from '../docker/container-client.ts';

export interface Occupied {
  readonly device: Device;
  readonly process: DeviceProcess;
}

/** Devices that nobody was given, by who computes on them all the same. */
export interface Occupants {
  readonly idle: readonly Device[];
  /** Somebody who is not of this worker. */
  readonly foreign: readonly Occupied[];
  /** A process of a container of this worker, whose run is over: it is on its way out. */
  readonly leaving: readonly Occupied[];
}

export async function sortOut(devices: readonly Device[], ours: (pid: number) => Promise<boolean>): Promise<Occupants> {
  const idle: Device[] = [];
  const foreign: Occupied[] = [];
  const leaving: Occupied[] = [];
  for (const device of devices) {
    const [first] = device.processes;
    if (first === undefined) {
      idle.push(device);
      continue;
    }
    const own = await Promise.all(device.processes.map(({ pid }) => ours(pid)));
    const stranger = device.processes[own.indexOf(false)];
    if (stranger === undefined) leaving.push({ device, process: first });
    else foreign.push({ device, process: stranger });
  }
  return { idle, foreign, leaving };
}

/**
 * Whether a process belongs to a container with every one of the labels, by its control group, which names the
 * container. A process that is gone by now belongs to nobody, and its device is looked at again.
 */
export function createOwnership(
  containers: Pick<ContainerClient, 'list'>,
  labels: Readonly<Record<string, string>>,
  proc = '/proc',
): (pid: number) => Promise<boolean> {
  return async (pid) => {
    const groups = await readFile(`${proc}/${pid}/cgroup`, 'utf8').catch(() => null);
    if (groups === null) return true;
    const own = await containers.list(labels);
    return own.some(({ id }) => groups.includes(id));
  };
}
