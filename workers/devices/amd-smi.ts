import type { DeviceProcess } from '../../services/core/model/device.ts';
import type { Reading, ToldDevice } from './reading.ts';
import { amount, busId, field, jsonIn, list, mebibytes, onOrOff, processName, told } from './value.ts';

/** Every call of `amd-smi` that an inventory is made of, by its first word. */
export const AMD_SMI_QUERIES = {
  list: ['list', '--json'],
  static: ['static', '--json'],
  metric: ['metric', '--clock', '--json'],
  process: ['process', '--json'],
} as const;

export type AmdSmiOutputs = Readonly<Record<keyof typeof AMD_SMI_QUERIES, string>>;

/**
 * The JSON of `amd-smi`, of ROCm 6.0 to 7: newer versions put their list into `gpu_data`, and some of the names changed.
 * Null: neither the list nor the static part can be read.
 */
export function readAmdSmi(outputs: AmdSmiOutputs): Reading | null {
  const known = gpus(outputs.list);
  const statics = gpus(outputs.static);
  if (known === null && statics === null) return null;
  const metrics = gpus(outputs.metric);
  const processes = gpus(outputs.process);
  const indices = new Set([...(known ?? new Map()).keys(), ...(statics ?? new Map()).keys()]);
  return {
    devices: [...indices].map((index) => ({
      ...amdDevice(index, known?.get(index), statics?.get(index), metrics?.get(index)),
      processes: processesOf(processes?.get(index)),
    })),
    findings: [],
  };
}

function amdDevice(index: number, listed: unknown, fixed: unknown, metric: unknown): Omit<ToldDevice, 'processes'> {
  const bus = busId(field(listed, 'bdf')) || busId(field(fixed, 'bus', 'bdf'));
  const board = field(fixed, 'vbios') ?? field(fixed, 'ifwi');
  return {
    vendor: 'amd',
    index,
    // Some boards tell no UUID to a guest; their place in the machine names them then.
    uuid: told(field(listed, 'uuid')) || bus,
    model: told(field(fixed, 'asic', 'market_name')) || told(field(fixed, 'board', 'product_name')),
    driver: told(field(fixed, 'driver', 'version')),
    firmware: told(field(board, 'part_number')) || told(field(board, 'version')) || told(field(board, 'name')),
    memoryMiB: amount(field(fixed, 'vram', 'size')),
    ecc: onOrOff(field(fixed, 'ras', 'ecc_block_state', 'UMC')),
    mig: '',
    parent: null,
    powerLimitWatts: powerLimit(field(fixed, 'limit')),
    maxClockMHz: amount(field(metric, 'clock', 'gfx_0', 'max_clk')),
    busId: bus,
  };
}

/** The cap in force; a board without one says 0. */
function powerLimit(limit: unknown): number | null {
  const watts = amount(field(limit, 'socket_power')) ?? amount(field(limit, 'ppt0', 'socket_power_limit'));
  return watts === 0 ? null : watts;
}

/**
 * Every process that has ROCm open is listed under every GPU; those that hold no memory of this one do not use it
 * (ROCm issue 4411). A GPU without any has a sentence instead of an entry.
 */
function processesOf(gpu: unknown): DeviceProcess[] {
  return list(field(gpu, 'process_list')).flatMap((entry): DeviceProcess[] => {
    const info = field(entry, 'process_info');
    const pid = amount(field(info, 'pid'));
    const bytes = amount(field(info, 'memory_usage', 'vram_mem')) ?? amount(field(info, 'mem_usage'));
    if (pid === null || bytes === 0) return [];
    return [{ pid, name: processName(field(info, 'name')), memoryMiB: mebibytes(bytes) }];
  });
}

/** The entries of one call by the number of their GPU. */
function gpus(output: string): ReadonlyMap<number, unknown> | null {
  const json = jsonIn(output);
  const entries = Array.isArray(json) ? json : field(json, 'gpu_data');
  if (!Array.isArray(entries)) return null;
  return new Map(
    entries.flatMap((entry): [number, unknown][] => {
      const index = amount(field(entry, 'gpu'));
      return index === null ? [] : [[index, entry]];
    }),
  );
}
