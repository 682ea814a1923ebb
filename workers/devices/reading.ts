import type { Device, DeviceFinding } from '../../services/core/model/device.ts';

/** A device as its tool tells it, before /sys says where in the machine it is. */
export type ToldDevice = Omit<Device, 'numaNode' | 'renderNode'>;

/** What one vendor's tool told; null where its words could not be read at all. */
export interface Reading {
  readonly devices: readonly ToldDevice[];
  readonly findings: readonly DeviceFinding[];
}
