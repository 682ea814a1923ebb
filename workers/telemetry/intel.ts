import { readCells, readNumber, share, told } from './csv.ts';
import type { DeviceReading, LineReader, ToolCommand, WatchedDevice } from './reading.ts';

/** Metrics of `xpu-smi dump` (its user guide): utilisation, power, frequency, core temperature, memory used. */
const METRICS = [0, 1, 2, 3, 18];
/** Why it is throttled, for each tile; older versions do not know it. */
const THROTTLE_REASON = 35;
/** Reasons that take speed from a run; a range that software set, or the average power, is how a GPU normally runs. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/thermal/i, 'thermal'],
  [/psu|power supply/i, 'power supply'],
];

/** One process for the whole run, which writes a line a device every `everyMs` milliseconds (whole seconds). */
export function intelCommands(devices: readonly WatchedDevice[], everyMs: number): ToolCommand[] {
  const dump = (metrics: readonly number[]): ToolCommand => ({
    program: 'xpu-smi',
    args: [
      ...['dump', '-d', devices.map(({ index }) => index).join(',')],
      ...['-m', metrics.join(','), '-i', String(Math.max(1, Math.round(everyMs / 1000)))],
    ],
    reader: () => intelReader(devices),
  });
  return [dump([...METRICS, THROTTLE_REASON]), dump(METRICS)];
}

/** `xpu-smi dump`: a header with units, then a line a device and look. */
export function intelReader(devices: readonly WatchedDevice[]): LineReader {
  let columns: readonly string[] = [];
  return (line) => {
    const cells = readCells(line);
    if (cells.includes('DeviceId')) {
      columns = cells;
      return [];
    }
    const cell = (name: string): string | undefined => cells[columns.findIndex((column) => column.startsWith(name))];
    const id = cell('DeviceId');
    return devices
      .filter(({ index }) => String(index) === id)
      .map(({ uuid: device }): DeviceReading => {
        const reason = cell('Throttle') ?? '';
        const tells = reason !== '' && !/^n\/a$/i.test(reason);
        const active = REASONS.filter(([pattern]) => pattern.test(reason)).map(([, name]) => name);
        return {
          device,
          figures: {
            ...told({
              clockMHz: readNumber(cell('GPU Frequency')),
              temperature: readNumber(cell('GPU Core Temperature')),
              utilisation: share(readNumber(cell('GPU Utilization'))),
              memoryMiB: readNumber(cell('GPU Memory Used')),
              power: readNumber(cell('GPU Power')),
            }),
            ...(tells ? { throttled: active } : {}),
          },
        };
      });
  };
}
