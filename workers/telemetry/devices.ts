import type { Clock, Log } from '../../services/core/ports/base.ts';
import { amdCommands } from './amd.ts';
import { intelCommands } from './intel.ts';
import { nvidiaCommands } from './nvidia.ts';
import type { DeviceReading, ToolCommand, WatchedDevice } from './reading.ts';
import { runTool, type Tool } from './tool.ts';

type Vendor = WatchedDevice['vendor'];

/** How to ask the tool of a vendor about some devices, every so many milliseconds; replaced in tests. */
export type CommandsOf = (vendor: Vendor, devices: readonly WatchedDevice[], everyMs: number) => readonly ToolCommand[];

const COMMANDS: Readonly<Record<Vendor, (devices: readonly WatchedDevice[], everyMs: number) => ToolCommand[]>> = {
  nvidia: nvidiaCommands,
  amd: amdCommands,
  intel: intelCommands,
};

export const vendorCommands: CommandsOf = (vendor, devices, everyMs) => COMMANDS[vendor](devices, everyMs);

/**
 * Watches devices by one process a vendor. A tool that is not there, or dies, is said once in the log; nothing is said of
 * its devices then. No devices: no process.
 */
export function watchDevices(options: {
  readonly devices: readonly WatchedDevice[];
  readonly everyMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onReadings: (readings: readonly DeviceReading[]) => void;
  readonly commands?: CommandsOf;
}): Tool {
  const { devices, everyMs, clock, log, onReadings, commands = vendorCommands } = options;
  const vendors = [...new Set(devices.map(({ vendor }) => vendor))];
  const tools = vendors.map((vendor) => {
    const own = devices.filter((device) => device.vendor === vendor);
    return runTool({
      commands: commands(vendor, own, everyMs),
      clock,
      onReadings,
      onGone: (words) => log.warn('no more telemetry of devices', { vendor, devices: own.length, tool: words }),
    });
  });
  return {
    async end() {
      await Promise.all(tools.map((tool) => tool.end()));
    },
  };
}
