import { type ApiClient, createApiClient } from '../client/client.ts';
import type { Config } from '../core/model/config.ts';
import { findService, readAdminToken } from './discovery.ts';
import { egress } from './egress.ts';

/**
 * A client of the service that runs: the one that PLUMBLINE_API_URL names, through the proxies there are, else the one
 * announced in the state folder. Null: neither; nothing is started.
 */
export async function runningClient(config: Config): Promise<ApiClient | null> {
  const { apiUrl, token } = config;
  if (apiUrl !== null) {
    const send = await egress(config, apiUrl);
    return createApiClient({ baseUrl: apiUrl, token, ...(send === undefined ? {} : { fetch: send }) });
  }
  const running = await findService(config.state);
  if (running === null) return null;
  return createApiClient({ baseUrl: running.url, token: token ?? readAdminToken(config.state) });
}
