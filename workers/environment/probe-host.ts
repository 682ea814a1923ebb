import type { DeviceInventory } from '../../services/core/model/device.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import { readDevices } from '../devices/inventory.ts';
import { createDockerClient } from '../docker/docker-container-client.ts';
import { describeHost, type HostFacts } from './host.ts';

/** This machine as it would be recorded with a run that gets every device, and what its devices are. */
export interface ProbedHost {
  readonly host: HostFacts;
  readonly inventory: DeviceInventory;
}

/** Probes this machine, for `plumbline probe`. Without an engine its versions are left out. */
export async function probeHost(options: {
  readonly host: string;
  readonly clock: Clock;
  readonly socketPath?: string;
}): Promise<ProbedHost> {
  const containers = createDockerClient(options.clock, options.socketPath);
  const inventory = await readDevices();
  return { host: await describeHost(options.host, () => containers.facts(), inventory.devices), inventory };
}
