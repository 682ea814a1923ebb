import { PlumblineError } from '../core/errors.ts';
import type { Config } from '../core/model/config.ts';

/** Socket of the engine that DOCKER_HOST names; undefined: it names none, or an engine elsewhere, and the usual one is meant. */
export function engineSocket({ dockerHost }: Pick<Config, 'dockerHost'>): string | undefined {
  return /^unix:\/\/(\/.+)$/.exec(dockerHost ?? '')?.[1];
}

/**
 * The same for a worker, which mounts folders of this machine and watches processes of it: CONFIG_INVALID for an engine
 * elsewhere, where it would train beside what was built there.
 */
export function workerSocket(config: Pick<Config, 'dockerHost'>): string | undefined {
  const socket = engineSocket(config);
  if (socket === undefined && config.dockerHost !== null)
    throw new PlumblineError(
      'CONFIG_INVALID',
      `DOCKER_HOST is ${config.dockerHost}: a worker needs an engine of this machine, as unix:///run/user/1000/docker.sock`,
    );
  return socket;
}
