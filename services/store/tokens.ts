import type { StoredToken } from '../core/model/access.ts';
import type { TokenStore } from '../core/ports/store.ts';
import type { Database } from './database.ts';

const SELECT = `select id, name, role, platform, sha256, created_at as "createdAt", revoked_at as "revokedAt" from tokens`;

/** Tokens by their SHA-256; the secret itself is never stored. */
export function tokenStore(database: Database): TokenStore {
  return {
    async find(sha256) {
      return (await database.query<StoredToken>(`${SELECT} where sha256 = $1`, [sha256]))[0] ?? null;
    },
    async create(token) {
      await database.query(
        `insert into tokens (id, name, role, platform, sha256, created_at, revoked_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [token.id, token.name, token.role, token.platform, token.sha256, token.createdAt, token.revokedAt],
      );
    },
    list: () => database.query<StoredToken>(`${SELECT} order by created_at, id`),
    async revoke(id, at) {
      const rows = await database.query(
        'update tokens set revoked_at = $2 where id = $1 and revoked_at is null returning id',
        [id, at],
      );
      return rows.length > 0;
    },
  };
}
