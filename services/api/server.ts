import type { AddressInfo } from 'node:net';
import { PlumblineError } from '../core/errors.ts';
import { buildApi } from './api.ts';
import type { ApiDeps } from './deps.ts';

export interface RunningApi {
  /** Address to speak to, with the port that was really taken. */
  readonly url: string;
  readonly port: number;
  /** Takes no new request, ends long polls and followed logs, and lets the others finish. */
  close(): Promise<void>;
}

/** Longest wait for open requests at the end, in milliseconds; after it their connections are cut. */
const CLOSE_MS = 10_000;

/** Builds the API and listens; port 0 takes a free one. Throws CONFIG_INVALID when the address cannot be had. */
export async function startApi(
  deps: ApiDeps,
  listen: { readonly host: string; readonly port: number },
): Promise<RunningApi> {
  const app = await buildApi(deps);
  try {
    await app.listen(listen);
  } catch (error) {
    await app.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlumblineError('CONFIG_INVALID', `cannot listen on ${listen.host}:${listen.port}: ${reason}`, {
      cause: error,
    });
  }
  const { port } = app.server.address() as AddressInfo;
  const host = listen.host === '0.0.0.0' || listen.host === '::' ? '127.0.0.1' : listen.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url,
    port,
    async close() {
      const stop = new AbortController();
      const cut = deps.clock.sleep(CLOSE_MS, stop.signal).then(() => {
        if (!stop.signal.aborted) app.server.closeAllConnections();
      });
      await app.close();
      stop.abort();
      await cut;
    },
  };
}
