import type { FastifyRequest } from 'fastify';
import { PlumblineError } from '../core/errors.ts';
import { allows, type StoredToken } from '../core/model/access.ts';
import { sha256Hex } from '../core/model/identity.ts';
import type { ApiDeps } from './deps.ts';

/** Cookie in which the pages keep a token; HttpOnly and SameSite=Strict, and good for reads alone. */
export const TOKEN_COOKIE = 'plumbline_token';
const SECRET_LENGTH_MAX = 200;

/**
 * Lets a request through or throws TOKEN_MISSING, TOKEN_INVALID or TOKEN_ROLE. The lookup goes by SHA-256, so the time
 * it takes says nothing about a secret. Routes without an `access` are refused: closed by default.
 */
export async function authenticate(deps: Pick<ApiDeps, 'store' | 'config'>, request: FastifyRequest): Promise<void> {
  const { access, bound } = request.routeOptions.config;
  if (access === 'open' || request.is404) return;
  if (access === undefined) throw new PlumblineError('INTERNAL', `route ${request.routeOptions.url} names no access`);
  const openRead = access === 'viewer' && !deps.config.readTokens;
  const secret = bearerOf(request) ?? (openRead ? null : cookieOf(request));
  if (secret === null) {
    if (openRead) return;
    throw new PlumblineError('TOKEN_MISSING', `${request.method} ${request.routeOptions.url} needs a token`);
  }
  const token = await findToken(deps, secret);
  if (token === null) throw new PlumblineError('TOKEN_INVALID', 'the token is unknown or revoked');
  if (!allows(token.role, access))
    throw new PlumblineError('TOKEN_ROLE', `a ${token.role} token may not do this; it needs the role ${access}`);
  if (token.role === 'worker' && access !== 'worker' && bound !== true)
    throw new PlumblineError('TOKEN_ROLE', 'a worker token reads the catalog and the runs of its platform alone');
  request.caller = token;
}

/** The token that a secret belongs to, unless it was revoked. */
export async function findToken(deps: Pick<ApiDeps, 'store'>, secret: string): Promise<StoredToken | null> {
  if (secret.length === 0 || secret.length > SECRET_LENGTH_MAX) return null;
  const token = await deps.store.tokens.find(sha256Hex(secret));
  return token === null || token.revokedAt !== null ? null : token;
}

/** Throws TOKEN_ROLE when the caller's token is bound to another platform. */
export function assertPlatform(caller: StoredToken | null, platform: string): void {
  if (caller?.role === 'worker' && caller.platform !== platform)
    throw new PlumblineError(
      'TOKEN_ROLE',
      `this worker token is bound to ${caller.platform ?? 'no platform'}, not ${platform}`,
    );
}

/** Who did it, for the record of an incident; never the bare name, which could be that of a part of Plumbline. */
export function actorOf(caller: StoredToken | null): string {
  return caller === null ? 'an unnamed caller' : `${caller.role} ${caller.name}`;
}

function bearerOf(request: FastifyRequest): string | null {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  return /^Bearer ([\x21-\x7e]+)$/i.exec(header)?.[1] ?? '';
}

/** Only for reads: a cookie travels by itself, so it must never be able to change anything. */
function cookieOf(request: FastifyRequest): string | null {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === TOKEN_COOKIE && value) return value;
  }
  return null;
}
