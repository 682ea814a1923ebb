import type { Config } from '../core/model/config.ts';

/** Values of the configuration that must never reach an issue: tokens, and the passwords of connection strings. */
export function secretsOf(
  config: Pick<Config, 'token' | 'github' | 'databaseUrl' | 'redisUrl' | 'proxy'>,
): readonly string[] {
  const urls = [config.databaseUrl, config.redisUrl];
  const proxies = [config.proxy.http, config.proxy.https];
  const found = [config.token, config.github.token, ...urls, ...[...urls, ...proxies].map(passwordOf)];
  return found.flatMap((secret) => (secret === null || secret === '' ? [] : [secret]));
}

function passwordOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  return decodeURIComponent(new URL(url).password);
}
