import type { DeviceProcess } from '../../services/core/model/device.ts';
import type { Reading, ToldDevice } from './reading.ts';
import { amount, busId, onOrOff, processName, told } from './value.ts';
import { elementAt, elementsAt, readXml, textAt, type XmlElement } from './xml.ts';

export const NVIDIA_QUERY = ['-q', '-x'] as const;
/** The XML does not name MIG devices, the list does. */
export const NVIDIA_LIST = ['-L'] as const;

/**
 * `nvidia-smi -q -x`, of document types v10 to v13, and `nvidia-smi -L` where a GPU is in MIG mode. A GPU in MIG mode is
 * replaced by its MIG devices: nothing can run on the whole of it. Null: it is not such a document.
 */
export function readNvidia(xml: string, list: string): Reading | null {
  const root = readXml(xml);
  if (root?.name !== 'nvidia_smi_log') return null;
  const driver = told(textAt(root, 'driver_version'));
  const migNames = readMigNames(list);
  const gpus = elementsAt(root, 'gpu').map((gpu, index) => ({ gpu, whole: wholeDevice(gpu, index, driver) }));
  const readings = gpus.map(({ gpu, whole }) =>
    whole.mig === 'on' ? migReading(gpu, whole, migNames) : { devices: [whole], findings: [] },
  );
  return {
    devices: readings.flatMap(({ devices }) => devices),
    findings: readings.flatMap(({ findings }) => findings),
  };
}

/** Whether the list is needed beside this document. */
export function hasMig(xml: string): boolean {
  return /<current_mig>\s*Enabled\s*</.test(xml);
}

function wholeDevice(gpu: XmlElement, index: number, driver: string): ToldDevice {
  // Drivers from 535 on measure a module beside the GPU, and call the limit in force `current`.
  const limit =
    textAt(gpu, 'gpu_power_readings', 'current_power_limit') || textAt(gpu, 'power_readings', 'power_limit');
  return {
    vendor: 'nvidia',
    index,
    uuid: told(textAt(gpu, 'uuid')),
    model: told(textAt(gpu, 'product_name')),
    driver,
    firmware: told(textAt(gpu, 'vbios_version')),
    memoryMiB: amount(textAt(gpu, 'fb_memory_usage', 'total')),
    ecc: onOrOff(textAt(gpu, 'ecc_mode', 'current_ecc')),
    mig: onOrOff(textAt(gpu, 'mig_mode', 'current_mig')),
    parent: null,
    powerLimitWatts: amount(limit),
    maxClockMHz: amount(textAt(gpu, 'max_clocks', 'sm_clock')),
    busId: busId(gpu.attributes.id) || busId(textAt(gpu, 'pci', 'pci_bus_id')),
    processes: processesOf(gpu, () => true),
  };
}

function migReading(gpu: XmlElement, whole: ToldDevice, names: ReadonlyMap<string, MigName>): Reading {
  const devices = elementsAt(gpu, 'mig_devices', 'mig_device').flatMap((mig): ToldDevice[] => {
    const name = names.get(`${whole.uuid} ${textAt(mig, 'index')}`);
    if (name === undefined) return [];
    const instance = (element: XmlElement) =>
      `${textAt(element, 'gpu_instance_id')}/${textAt(element, 'compute_instance_id')}`;
    return [
      {
        ...whole,
        uuid: name.uuid,
        model: `${whole.model} MIG ${name.profile}`,
        parent: whole.uuid,
        memoryMiB: amount(textAt(mig, 'fb_memory_usage', 'total')),
        processes: processesOf(gpu, (process) => instance(process) === instance(mig)),
      },
    ];
  });
  const unnamed = elementsAt(gpu, 'mig_devices', 'mig_device').length - devices.length;
  const message =
    unnamed > 0
      ? `${unnamed} MIG devices of ${whole.uuid} have no UUID in \`nvidia-smi -L\``
      : `${whole.uuid} is in MIG mode and has no MIG device: make some, or turn MIG off`;
  const unusable = unnamed > 0 || devices.length === 0;
  return { devices, findings: unusable ? [{ code: 'device-unusable', vendor: 'nvidia', message }] : [] };
}

/** Programs that compute on it. What only draws (type `G`, a desktop) is part of the machine and competes with nobody. */
function processesOf(gpu: XmlElement, belongs: (process: XmlElement) => boolean): DeviceProcess[] {
  const parent = elementAt(gpu, 'processes');
  if (parent === null) return [];
  return elementsAt(parent, 'process_info').flatMap((process): DeviceProcess[] => {
    const pid = amount(textAt(process, 'pid'));
    if (pid === null || textAt(process, 'type') === 'G' || !belongs(process)) return [];
    return [
      { pid, name: processName(textAt(process, 'process_name')), memoryMiB: amount(textAt(process, 'used_memory')) },
    ];
  });
}

interface MigName {
  readonly uuid: string;
  readonly profile: string;
}

/** MIG devices of `nvidia-smi -L`, by the UUID of their GPU and their number in it. */
function readMigNames(list: string): ReadonlyMap<string, MigName> {
  const names = new Map<string, MigName>();
  let gpu = '';
  for (const line of list.split('\n')) {
    gpu = /^GPU \d+: .*\(UUID: (GPU-[^)]+)\)/.exec(line)?.[1] ?? gpu;
    const [, profile, number, uuid] = /^\s+MIG (\S+)\s+Device\s+(\d+): \(UUID: (MIG-[^)]+)\)/.exec(line) ?? [];
    if (profile !== undefined && uuid !== undefined) names.set(`${gpu} ${number}`, { uuid, profile });
  }
  return names;
}
