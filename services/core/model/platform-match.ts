import type { Platform } from './catalog.ts';
import type { Device, DeviceInventory } from './device.ts';

/** What a machine is, as far as a platform can ask. */
export interface MachineFacts {
  /** As Docker names it: `amd64`, `arm64`. */
  readonly architecture: string;
  readonly inventory: DeviceInventory;
}

/** The devices that runs of a platform may be given: those that match it. A platform without accelerators has none. */
export function devicesOfPlatform(platform: Platform, devices: readonly Device[]): readonly Device[] {
  const { accelerator } = platform;
  if (accelerator === undefined) return [];
  const { vendor, match, memoryMiB = 0 } = accelerator;
  return devices.filter(
    (device) =>
      device.vendor === vendor &&
      (match === undefined || match.some((text) => names(device.model, text))) &&
      (device.memoryMiB === null || device.memoryMiB >= memoryMiB),
  );
}

/** Whether a model's name contains a text as whole words: an L40S is no L4. Case does not count. */
function names(model: string, text: string): boolean {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![a-z0-9])${escaped}(?![a-z0-9])`, 'i').test(model);
}

/** Why a machine is not one of a platform, in one sentence with what it has instead; null when it is one. */
export function platformMismatch(platform: Platform, { architecture, inventory }: MachineFacts): string | null {
  const { name, accelerator } = platform;
  if (architecture !== platform.architecture) {
    return `platform ${name} is ${platform.architecture}, this host is ${architecture}`;
  }
  if (accelerator === undefined || devicesOfPlatform(platform, inventory.devices).length > 0) return null;
  const { vendor, model, match, memoryMiB } = accelerator;
  const called = match === undefined ? '' : ` called ${match.map((text) => JSON.stringify(text)).join(' or ')}`;
  const sized = memoryMiB === undefined ? '' : ` with at least ${memoryMiB} MiB`;
  const troubles = inventory.findings.map(({ message }) => message);
  return [
    `platform ${name} needs ${model}: a device of ${vendor}${called}${sized}; this host has ${described(inventory.devices)}`,
    ...troubles,
  ].join('; ');
}

/** Devices of a message by their model, each model once with its number. */
function described(devices: readonly Device[]): string {
  if (devices.length === 0) return 'none';
  const counts = new Map<string, number>();
  for (const { vendor, model, memoryMiB } of devices) {
    const text = `${vendor} ${model}${memoryMiB === null ? '' : ` (${memoryMiB} MiB)`}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${count} × ${text}`).join(', ');
}
