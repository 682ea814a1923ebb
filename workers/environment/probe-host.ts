import type { Clock } from '../../services/core/ports/base.ts';
import { createDockerClient } from '../docker/docker-container-client.ts';
import { describeHost, type HostFacts } from './host.ts';

/** This machine as it would be recorded with a run, for `plumbline probe`. Without an engine its versions are left out. */
export function probeHost(options: {
  readonly host: string;
  readonly clock: Clock;
  readonly socketPath?: string;
}): Promise<HostFacts> {
  const containers = createDockerClient(options.clock, options.socketPath);
  return describeHost(options.host, () => containers.facts());
}
