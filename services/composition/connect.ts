import type { Connection } from '../cli/context.ts';
import type { ApiClient } from '../client/client.ts';
import { PlumblineError } from '../core/errors.ts';
import type { Config } from '../core/model/config.ts';
import { findService } from './discovery.ts';
import { createLog } from './log.ts';
import { runningClient } from './running-client.ts';
import { startService } from './service.ts';
import { readTokenFile } from './token-file.ts';

/**
 * A client of the service that runs: the one that PLUMBLINE_API_URL names, else the one announced in the state folder.
 * With neither, a private service in this process on a free port of loopback, which opens the store itself.
 */
export async function connect(config: Config, options: { readonly worker: boolean }): Promise<Connection> {
  const close = async () => {};
  const running = await runningClient(config);
  if (running !== null) return { client: running, ownProcess: false, close };
  const service = await startService({
    config: { ...config, listen: { host: '127.0.0.1', port: 0 } },
    log: createLog(config.state),
    schedule: false,
    worker: options.worker,
    announce: false,
  });
  return { client: service.client, ownProcess: true, close: () => service.stop() };
}

/** Lends a client, of a private service where none runs, and gives it back whatever happens. */
export async function withClient<T>(config: Config, use: (client: ApiClient) => Promise<T>): Promise<T> {
  const connection = await connect(config, { worker: false });
  try {
    return await use(connection.client);
  } finally {
    await connection.close();
  }
}

/** Address and token of the service a remote worker speaks to; throws API_UNAVAILABLE or TOKEN_MISSING. */
export async function remoteService(
  config: Config,
  apiUrl: string | null,
  tokenFile: string | null,
): Promise<{ readonly baseUrl: string; readonly token: string }> {
  const baseUrl = apiUrl ?? config.apiUrl ?? (await findService(config.state))?.url;
  if (baseUrl === undefined)
    throw new PlumblineError(
      'API_UNAVAILABLE',
      'no service runs here, and neither --api nor PLUMBLINE_API_URL names one',
    );
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol))
    throw new PlumblineError('USAGE', `the address of the service is ${baseUrl}; expected http(s)://HOST[:PORT]`);
  const token = tokenFile === null ? config.token : await readTokenFile(tokenFile);
  if (token === null)
    throw new PlumblineError(
      'TOKEN_MISSING',
      'neither --token-file nor PLUMBLINE_TOKEN names a token; make one with `plumbline token create NAME --role worker --platform PLATFORM`',
    );
  return { baseUrl, token };
}
