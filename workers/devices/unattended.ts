import { readdir, readFile } from 'node:fs/promises';
import type { DeviceFinding, DeviceVendor } from '../../services/core/model/device.ts';

/** PCI classes of boards that compute: 3D and other display controllers, processing accelerators; no plain VGA. */
const CLASSES = /^0x(?:0302|0380|1200)/;
const VENDORS: Readonly<Record<string, { vendor: DeviceVendor; tool: string }>> = {
  '0x10de': { vendor: 'nvidia', tool: 'nvidia-smi' },
  '0x1002': { vendor: 'amd', tool: 'amd-smi' },
  '0x8086': { vendor: 'intel', tool: 'xpu-smi' },
};
/** Devices on one machine's PCI bus that are looked at. */
const DEVICES_MAX = 4096;

/** Boards on the PCI bus whose vendor's tool is not installed: nobody would use them, or know why. */
export async function withoutTool(present: readonly DeviceVendor[], sys = '/sys'): Promise<DeviceFinding[]> {
  const folder = `${sys}/bus/pci/devices`;
  const names = (await readdir(folder).catch((): string[] => [])).slice(0, DEVICES_MAX);
  const boards = await Promise.all(
    names.map(async (name) => {
      const [kind, maker] = await Promise.all(
        ['class', 'vendor'].map((file) => readFile(`${folder}/${name}/${file}`, 'utf8').catch(() => '')),
      );
      return CLASSES.test(kind ?? '') ? VENDORS[(maker ?? '').trim()] : undefined;
    }),
  );
  return Object.values(VENDORS).flatMap(({ vendor, tool }): DeviceFinding[] => {
    const count = boards.filter((board) => board?.vendor === vendor).length;
    if (count === 0 || present.includes(vendor)) return [];
    return [
      {
        code: 'no-tool',
        vendor,
        message: `${count} ${vendor} boards on the PCI bus, but no ${tool}: install the driver and its tools`,
      },
    ];
  });
}
