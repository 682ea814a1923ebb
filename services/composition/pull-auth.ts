import type { Config } from '../core/model/config.ts';
import { dockerCredentials } from '../registry/oci/credentials.ts';
import { engineAuth } from '../registry/oci/engine-auth.ts';

/** Credentials of this machine's Docker client for the pulls of its worker, read when they are needed. */
export function pullAuth(config: Config) {
  const credentials = dockerCredentials(config.dockerConfig);
  return (reference: string) => engineAuth(reference, credentials);
}
