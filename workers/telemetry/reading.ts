import type { Device } from '../../services/core/model/device.ts';
import type { Figures } from '../../services/core/telemetry/merge.ts';

/** A leased device, as far as it must be found again in what its vendor's tool writes. */
export type WatchedDevice = Pick<Device, 'vendor' | 'uuid' | 'index' | 'parent'>;

/** One look at one device. */
export interface DeviceReading {
  /** UUID of the leased device. */
  readonly device: string;
  readonly figures: Figures;
}

/** Reads what a vendor's tool writes, line by line; null for a line that tells nothing of the devices. */
export type LineReader = (line: string) => readonly DeviceReading[];

/** One way to ask a vendor's tool. */
export interface ToolCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Makes the reader of one process's output: a header that came once is known to it. */
  readonly reader: () => LineReader;
  /** Set for a tool that says its piece and ends: the pause before it is asked again, in milliseconds. */
  readonly repeatMs?: number;
}
