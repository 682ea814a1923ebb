import { readCells, readNumber, share, told } from './csv.ts';
import { readThrottleReasons } from './nvidia-reasons.ts';
import type { DeviceReading, LineReader, ToolCommand, WatchedDevice } from './reading.ts';

/** Fields of `nvidia-smi --query-gpu` (nvidia-smi --help-query-gpu), but for the reasons, which have an old and a new name. */
const FIELDS = [
  'uuid',
  'clocks.current.sm',
  'clocks.current.memory',
  'temperature.gpu',
  'utilization.gpu',
  'memory.used',
  'power.draw',
];
/** Drivers from 535 on call them events; older ones know the other name alone. */
const REASON_FIELDS = ['clocks_event_reasons.active', 'clocks_throttle_reasons.active'];

/** One process for the whole run, which writes a line a device every `everyMs` milliseconds. */
export function nvidiaCommands(devices: readonly WatchedDevice[], everyMs: number): ToolCommand[] {
  return REASON_FIELDS.map((reasons) => ({
    program: 'nvidia-smi',
    args: [
      `--id=${devices.map(gpuOf).join(',')}`,
      `--query-gpu=${[...FIELDS, reasons].join(',')}`,
      '--format=csv,nounits',
      `--loop-ms=${everyMs}`,
    ],
    reader: () => nvidiaReader(devices),
  }));
}

/** A MIG device has no clock, temperature or power of its own: they are those of the GPU it is a part of. */
function gpuOf({ uuid, parent }: WatchedDevice): string {
  return parent ?? uuid;
}

/** Columns are found by the header that the tool writes first, so that an order or a unit that changes is no harm. */
export function nvidiaReader(devices: readonly WatchedDevice[]): LineReader {
  let columns: readonly string[] = [];
  return (line) => {
    const cells = readCells(line);
    const names = cells.map((cell) => cell.replace(/\s*\[[^\]]*\]$/, ''));
    if (names.includes('uuid')) {
      columns = names;
      return [];
    }
    const cell = (...wanted: readonly string[]): string | undefined =>
      cells[columns.findIndex((name) => wanted.includes(name))];
    const uuid = cell('uuid');
    return devices
      .filter((device) => gpuOf(device) === uuid)
      .map(({ uuid: device }): DeviceReading => {
        const active = readThrottleReasons(cell(...REASON_FIELDS) ?? '');
        return {
          device,
          figures: {
            ...told({
              clockMHz: readNumber(cell('clocks.current.sm', 'clocks.sm')),
              memoryClockMHz: readNumber(cell('clocks.current.memory', 'clocks.mem')),
              temperature: readNumber(cell('temperature.gpu')),
              utilisation: share(readNumber(cell('utilization.gpu'))),
              memoryMiB: readNumber(cell('memory.used')),
              power: readNumber(cell('power.draw')),
            }),
            ...(active === null ? {} : { throttled: active }),
          },
        };
      });
  };
}
