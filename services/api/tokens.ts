import { PlumblineError } from '../core/errors.ts';
import type { StoredToken } from '../core/model/access.ts';
import type { CreateToken } from '../core/model/api/token.ts';
import { sha256Hex } from '../core/model/identity.ts';
import type { Clock, Ids } from '../core/ports/base.ts';
import type { Store } from '../core/ports/store.ts';

type TokenDeps = { readonly store: Pick<Store, 'tokens'>; readonly ids: Ids; readonly clock: Clock };

/** Makes a token; the secret exists in the answer alone. A worker token must name its platform, and no other may. */
export async function createToken(
  { store, ids, clock }: TokenDeps,
  { name, role, platform }: CreateToken,
): Promise<{ readonly token: StoredToken; readonly secret: string }> {
  if (role === 'worker' && platform === undefined)
    throw new PlumblineError('INPUT_INVALID', 'a worker token must name its platform');
  if (role !== 'worker' && platform !== undefined)
    throw new PlumblineError('INPUT_INVALID', `a ${role} token is not bound to a platform (${platform})`);
  const secret = `plb_${ids.secret()}`;
  const token: StoredToken = {
    id: ids.next('tok'),
    name,
    role,
    platform: platform ?? null,
    sha256: sha256Hex(secret),
    createdAt: clock.now().toISOString(),
    revokedAt: null,
  };
  await store.tokens.create(token);
  return { token, secret };
}

/** The secret of a first admin token when there is none in force yet; null when there is. */
export async function ensureAdminToken(store: Pick<Store, 'tokens'>, ids: Ids, clock: Clock): Promise<string | null> {
  const tokens = await store.tokens.list();
  if (tokens.some((token) => token.role === 'admin' && token.revokedAt === null)) return null;
  return (await createToken({ store, ids, clock }, { name: 'first admin', role: 'admin' })).secret;
}
