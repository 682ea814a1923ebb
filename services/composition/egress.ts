import type { Config } from '../core/model/config.ts';
import { isLoopback } from './access.ts';

/**
 * How this process reaches the service at an address: through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, by
 * CONNECT, or straight where they name none; never through a proxy to this machine itself. undefined: Node's own fetch.
 */
export async function egress({ proxy }: Pick<Config, 'proxy'>, baseUrl: string): Promise<typeof fetch | undefined> {
  if (proxy.http === null && proxy.https === null) return undefined;
  if (isLoopback(new URL(baseUrl).hostname.replace(/^\[|\]$/g, ''))) return undefined;
  // Loaded only here: Node's own fetch does without it.
  const undici = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent({
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? '',
    noProxy: proxy.none ?? '',
  });
  return ((input: string, init: object) => undici.fetch(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
