import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { PushPlace } from '../cli/context.ts';
import { createApiClient } from '../client/client.ts';
import type { Config } from '../core/model/config.ts';
import { findService, readAdminToken } from './discovery.ts';

/** The service to hand a result to. Unlike other verbs this one starts none: a result belongs where the history is. */
export async function pushPlace(config: Config, file: string | null, now: Date): Promise<PushPlace> {
  const running = config.apiUrl === null ? await findService(config.state) : null;
  const baseUrl = config.apiUrl ?? running?.url ?? null;
  const token = config.token ?? (running === null ? null : readAdminToken(config.state));
  // A file that is not there is told by whoever reads it.
  const written = file === null ? null : await stat(file).catch(() => null);
  return {
    client: baseUrl === null ? null : createApiClient({ baseUrl, token }),
    ...{ host: hostname(), now, writtenAt: written?.mtime ?? null },
  };
}
