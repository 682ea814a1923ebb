import { PlumblineError } from '../../core/errors.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import type { Asked } from './http.ts';

/** A token with more characters would not fit into a header. */
const TOKEN_MAX_CHARACTERS = 65_536;
/** How long a token lives that does not say (distribution, "Token Authentication Specification"), in seconds. */
const TOKEN_LIVES_S = 60;
const TOKEN_LIVES_MAX_S = 3600;
const CLIENT = 'plumbline';

/** What to ask a registry's token server. */
export interface TokenRequest {
  readonly url: URL;
  readonly asked: Pick<Asked, 'method' | 'headers' | 'body'>;
}

/**
 * The request for a token to pull from a repository (Token and OAuth2 specifications of distribution). The registry names
 * its token server, at whichever host; a name and password go there over https alone, over http only where the registry
 * itself is `insecure` and the server is too. REGISTRY_REFUSED otherwise.
 */
export function tokenRequest(
  { parameters }: Challenge,
  repository: string,
  credentials: Credentials | null,
  registry: { readonly host: string; readonly insecure: boolean; readonly trusts: (host: string) => boolean },
): TokenRequest {
  const { realm = '', service } = parameters;
  const url = URL.canParse(realm) ? new URL(realm) : null;
  const open = url?.protocol === 'http:' && registry.insecure && registry.trusts(url.host);
  if (url === null || (url.protocol !== 'https:' && !open) || url.username !== '') {
    throw new PlumblineError('REGISTRY_REFUSED', `${registry.host}: its token server has no address with https`);
  }
  const scope = `repository:${repository}:pull`;
  if (credentials?.kind === 'identity-token') {
    const body = new URLSearchParams({
      ...{ grant_type: 'refresh_token', client_id: CLIENT, refresh_token: credentials.token, scope },
      ...(service === undefined ? {} : { service }),
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { url, asked: { method: 'POST', headers, body: body.toString() } };
  }
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  url.searchParams.set('client_id', CLIENT);
  const headers: Record<string, string> =
    credentials === null ? {} : { authorization: basic(credentials.username, credentials.password) };
  return { url, asked: { method: 'GET', headers } };
}

/** The token of an answer and how long it is good for, in milliseconds; null when there is none in it. */
export function readToken(body: Buffer): { readonly token: string; readonly livesMs: number } | null {
  const value = parse(body);
  const token = value?.token ?? value?.access_token;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token) || token.length > TOKEN_MAX_CHARACTERS) return null;
  const said = Number(value?.expires_in ?? TOKEN_LIVES_S);
  const lives = Number.isFinite(said) ? Math.min(Math.max(said, 0), TOKEN_LIVES_MAX_S) : TOKEN_LIVES_S;
  return { token, livesMs: 1000 * lives };
}

/** Value of `Authorization` for a name and password (RFC 7617). */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function parse(body: Buffer): { token?: unknown; access_token?: unknown; expires_in?: unknown } | null {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
