import type { Accelerator } from './environment.ts';

export type DeviceVendor = 'nvidia' | 'amd' | 'intel';

/** A process that has a device open, as the vendor's tool tells it. */
export interface DeviceProcess {
  readonly pid: number;
  /** Name of its program, without path and arguments; empty when the tool does not say. */
  readonly name: string;
  /** Memory of the device that it holds; null: not told. */
  readonly memoryMiB: number | null;
}

/**
 * One accelerator that a run may be given: a whole one, or a MIG device of one. What its vendor's tool does not say is the
 * empty string, null or an empty list, never a guess.
 */
export interface Device {
  readonly vendor: DeviceVendor;
  /** Its number in the vendor's tool, which changes when another one drops off the bus; of a MIG device its GPU's. */
  readonly index: number;
  /** Its name for life: what is leased, and what `worker.devices` names. */
  readonly uuid: string;
  readonly model: string;
  readonly driver: string;
  /** VBIOS. */
  readonly firmware: string;
  readonly memoryMiB: number | null;
  readonly ecc: DeviceSwitch;
  readonly mig: DeviceSwitch;
  /** UUID of the GPU that a MIG device is a part of; null: it is a whole one. */
  readonly parent: string | null;
  /** Watts that it may draw. */
  readonly powerLimitWatts: number | null;
  /** Highest clock of its processors. */
  readonly maxClockMHz: number | null;
  /** PCI address as /sys spells it, `0000:4f:00.0`. */
  readonly busId: string;
  /** Memory node of the host that it hangs on; null: unknown, or the host has only one. */
  readonly numaNode: number | null;
  /** Its node under /dev/dri, `/dev/dri/renderD128`. */
  readonly renderNode: string;
  readonly processes: readonly DeviceProcess[];
}

/** Whether ECC or MIG is on; empty: the device has no such thing, or does not tell. */
export type DeviceSwitch = 'on' | 'off' | '';

/**
 * Why an inventory may be incomplete: the tool did not answer in time, ended with a failure, or wrote what cannot be
 * read; a device cannot be used as it is; or there is a device and no tool that knows it.
 */
export type DeviceFindingCode = 'tool-timed-out' | 'tool-failed' | 'tool-unreadable' | 'device-unusable' | 'no-tool';

export interface DeviceFinding {
  readonly code: DeviceFindingCode;
  readonly vendor: DeviceVendor;
  /** One sentence for people; no command line of a process. */
  readonly message: string;
}

/** What a host has, as far as it could be found out; where there are findings it may have more. */
export interface DeviceInventory {
  readonly devices: readonly Device[];
  readonly findings: readonly DeviceFinding[];
}

/** A device as the environment of a run holds it: what was not told is left out. */
export function acceleratorOf(device: Device): Accelerator {
  const { vendor, model, uuid, driver, firmware, memoryMiB, ecc, mig, powerLimitWatts } = device;
  return {
    vendor,
    model,
    uuid,
    driver,
    firmware,
    ...(memoryMiB === null ? {} : { memoryMiB }),
    ...(ecc === '' ? {} : { ecc }),
    ...(mig === '' ? {} : { mig }),
    ...(powerLimitWatts === null ? {} : { powerLimitWatts }),
  };
}
