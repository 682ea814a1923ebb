import { readCells, readNumber, share, told } from './csv.ts';
import type { DeviceReading, LineReader, ToolCommand, WatchedDevice } from './reading.ts';
import { rocmReader } from './rocm.ts';

/** Pause between two looks by rocm-smi, in milliseconds: each starts a Python process that reads every sensor. */
const ROCM_MS = 30_000;
/**
 * Columns that say ACTIVE while a limit slows the GPU down (amd-smi metric -v; MI300 and newer). Left out: the package power
 * limit, which is how a GPU normally runs, and `throttle_status`, which older boards set while they idle.
 */
const VIOLATIONS: readonly (readonly [column: string, name: string])[] = [
  ['prochot_violation_status', 'processor hot'],
  ['socket_thermal_violation_status', 'socket thermal'],
  ['vr_thermal_violation_status', 'voltage regulator thermal'],
  ['hbm_thermal_violation_status', 'memory thermal'],
];

/** amd-smi as one process for the whole run, with the violations where it knows them; else rocm-smi now and then. */
export function amdCommands(devices: readonly WatchedDevice[], everyMs: number): ToolCommand[] {
  const gpus = devices.map(({ index }) => String(index));
  const seconds = String(Math.max(1, Math.round(everyMs / 1000)));
  const figures = ['--usage', '--power', '--clock', '--temperature', '--mem-usage'];
  const watch = (more: readonly string[]): ToolCommand => ({
    program: 'env',
    // A Python program that writes into a pipe keeps its lines for itself unless it is told not to.
    args: ['PYTHONUNBUFFERED=1', 'amd-smi', 'metric', '-g', ...gpus, ...figures, ...more, '--csv', '-w', seconds],
    reader: () => amdReader(devices),
  });
  const flags = ['--showuse', '--showpower', '--showtemp', '--showclocks', '--showmeminfo', 'vram', '--json'];
  const rocm = { program: 'rocm-smi', args: flags, reader: () => rocmReader(devices), repeatMs: ROCM_MS };
  return [watch(['-v']), watch([]), rocm];
}

/** `amd-smi metric --csv -w`: a header, then a line a device and look; cells that are lists are quoted. */
export function amdReader(devices: readonly WatchedDevice[]): LineReader {
  let columns: readonly string[] = [];
  return (line) => {
    const cells = readCells(line);
    if (cells.includes('gpu')) {
      columns = cells;
      return [];
    }
    const cell = (name: string): string | undefined => cells[columns.indexOf(name)];
    const gpu = cell('gpu');
    return devices
      .filter(({ index }) => String(index) === gpu)
      .map(({ uuid: device }): DeviceReading => {
        const tells = VIOLATIONS.some(([column]) => /^(?:NOT )?ACTIVE$/i.test(cell(column) ?? ''));
        const active = VIOLATIONS.filter(([column]) => /^ACTIVE$/i.test(cell(column) ?? '')).map(([, name]) => name);
        return {
          device,
          figures: {
            ...told({
              clockMHz: readNumber(cell('gfx_0_clk')),
              memoryClockMHz: readNumber(cell('mem_0_clk')),
              // Boards of a data centre tell the hottest spot alone.
              temperature: readNumber(cell('hotspot')) ?? readNumber(cell('edge')),
              utilisation: share(readNumber(cell('gfx_activity'))),
              memoryMiB: readNumber(cell('used_vram')),
              power: readNumber(cell('socket_power')),
            }),
            ...(tells ? { throttled: active } : {}),
          },
        };
      });
  };
}
