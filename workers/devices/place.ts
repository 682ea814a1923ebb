import { readdir, readFile } from 'node:fs/promises';

/** Where in the machine a device is. */
export interface DevicePlace {
  readonly numaNode: number | null;
  /** Empty: it has none. */
  readonly renderNode: string;
}

/**
 * Memory node and render node of the device at a PCI address, from /sys. A machine with one node says -1, which is
 * unknown; NVIDIA's driver makes render nodes only with `nvidia-drm`.
 */
export async function readPlace(busId: string, sys = '/sys'): Promise<DevicePlace> {
  if (busId === '') return { numaNode: null, renderNode: '' };
  const folder = `${sys}/bus/pci/devices/${busId}`;
  const [node, names] = await Promise.all([
    readFile(`${folder}/numa_node`, 'utf8').catch(() => ''),
    readdir(`${folder}/drm`).catch((): string[] => []),
  ]);
  const render = names.find((name) => /^renderD\d+$/.test(name));
  return {
    numaNode: /^\d+$/.test(node.trim()) ? Number(node) : null,
    renderNode: render === undefined ? '' : `/dev/dri/${render}`,
  };
}
