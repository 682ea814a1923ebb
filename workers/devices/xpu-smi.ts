import type { DeviceProcess } from '../../services/core/model/device.ts';
import type { Reading, ToldDevice } from './reading.ts';
import { amount, busId, field, jsonIn, list, mebibytes, onOrOff, processName, told } from './value.ts';

export const XPU_SMI_DISCOVERY = ['discovery', '-j'] as const;
export const XPU_SMI_PROCESSES = ['ps', '-j'] as const;
export const xpuSmiDetail = (index: number): readonly string[] => ['discovery', '-d', String(index), '-j'];

/** The tool itself and the management daemon have every device open; they compute nothing. */
const MANAGEMENT: ReadonlySet<string> = new Set(['xpu-smi', 'xpumcli', 'xpumd']);

/** Numbers of the devices that `xpu-smi discovery -j` lists; null when it cannot be read. */
export function readXpuIndices(discovery: string): readonly number[] | null {
  const devices = field(jsonIn(discovery), 'device_list');
  if (!Array.isArray(devices)) return null;
  return devices.flatMap((device) => amount(field(device, 'device_id')) ?? []);
}

/**
 * The JSON of `xpu-smi`: the discovery of all, of each by its number (version 1 tells driver, firmware and memory only
 * there), and the processes, whose memory is in KiB. Null: the discovery cannot be read.
 */
export function readXpuSmi(discovery: string, details: ReadonlyMap<number, string>, processes: string): Reading | null {
  if (readXpuIndices(discovery) === null) return null;
  const running = list(field(jsonIn(processes), 'device_util_by_proc_list'));
  return {
    devices: list(field(jsonIn(discovery), 'device_list')).flatMap((listed): ToldDevice[] => {
      const index = amount(field(listed, 'device_id'));
      if (index === null) return [];
      const detail = jsonIn(details.get(index) ?? '');
      return [xpuDevice(index, (name) => told(field(listed, name)) || told(field(detail, name)), running)];
    }),
    findings: [],
  };
}

function xpuDevice(index: number, said: (name: string) => string, running: readonly unknown[]): ToldDevice {
  const bus = busId(said('pci_bdf_address'));
  return {
    vendor: 'intel',
    index,
    uuid: said('uuid') || bus,
    model: said('device_name'),
    driver: said('driver_version'),
    firmware: said('gfx_firmware_version'),
    memoryMiB: mebibytes(amount(said('memory_physical_size_byte'))),
    ecc: onOrOff(said('memory_ecc_state')),
    mig: '',
    parent: null,
    powerLimitWatts: null,
    maxClockMHz: amount(said('core_clock_rate_mhz')),
    busId: bus,
    processes: running.flatMap((process): DeviceProcess[] => {
      const pid = amount(field(process, 'process_id'));
      const name = processName(field(process, 'process_name'));
      if (pid === null || amount(field(process, 'device_id')) !== index || MANAGEMENT.has(name)) return [];
      const kib = amount(field(process, 'mem_size'));
      return [{ pid, name, memoryMiB: kib === null ? null : Math.floor(kib / 1024) }];
    }),
  };
}
