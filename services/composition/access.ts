import { createToken } from '../api/tokens.ts';
import type { CreateToken } from '../core/model/api/token.ts';

/** Whether an address is reached from this machine alone: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * A token for a part of this process. It lives as long as the process: one of the same name from an earlier start is
 * revoked, so that starts do not pile tokens up.
 */
export async function mintToken(deps: Parameters<typeof createToken>[0], request: CreateToken): Promise<string> {
  const now = deps.clock.now().toISOString();
  for (const old of await deps.store.tokens.list())
    if (old.name === request.name && old.revokedAt === null) await deps.store.tokens.revoke(old.id, now);
  return (await createToken(deps, request)).secret;
}
