import { hostname } from 'node:os';
import { probeHost } from '../../workers/environment/probe-host.ts';
import type { Platform } from '../core/model/catalog.ts';
import type { Config } from '../core/model/config.ts';
import { devicesOfPlatform, platformMismatch } from '../core/model/platform-match.ts';
import type { ProbeView } from '../core/model/probe.ts';
import { createCatalogSource } from '../registry/catalog/load.ts';
import { systemClock } from './clock.ts';
import { engineSocket } from './engine-socket.ts';

/** This machine, and whether it is one of the platform that its worker works for. A catalog that is not here is no failure. */
export async function probe(config: Config): Promise<ProbeView> {
  const { platform: name, devices: chosen } = config.worker;
  const [{ host, inventory }, platform] = await Promise.all([
    probeHost({ host: hostname(), clock: systemClock, socketPath: engineSocket(config) }),
    findPlatform(config, name),
  ]);
  const allowed = inventory.devices.filter(({ uuid }) => chosen === null || chosen.includes(uuid));
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const machine = { architecture, inventory: { ...inventory, devices: allowed } };
  return {
    ...host,
    ...inventory,
    platform: {
      name,
      known: platform !== null,
      mismatch: platform === null ? null : platformMismatch(platform, machine),
      usable: (platform === null ? allowed : devicesOfPlatform(platform, allowed)).map(({ uuid }) => uuid),
    },
  };
}

async function findPlatform(config: Config, name: string): Promise<Platform | null> {
  const catalog = await createCatalogSource(config.catalog)
    .load()
    .catch(() => null);
  return catalog?.platforms.find((platform) => platform.name === name) ?? null;
}
