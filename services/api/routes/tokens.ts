import { Type } from 'typebox';
import type { StoredToken } from '../../core/model/access.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { CreatedToken, CreateToken, TokenList, type TokenView } from '../../core/model/api/token.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { problems } from '../openapi.ts';
import { createToken } from '../tokens.ts';

const described = describedAs('access');

/** Tokens, for admins. Making one takes no Idempotency-Key: the saved answer would be a stored secret. */
export function tokenRoutes(app: App, deps: ApiDeps): void {
  const { tokens } = deps.store;
  const config = { access: 'admin' } as const;
  const security = [{ token: [] }];

  app.get(
    `${API_PREFIX}/tokens`,
    {
      config,
      schema: {
        ...described('listTokens', 'Tokens without their secrets'),
        security,
        response: { 200: TokenList, ...problems },
      },
    },
    async () => ({ items: (await tokens.list()).map(tokenView) }),
  );

  app.post(
    `${API_PREFIX}/tokens`,
    {
      config,
      schema: {
        ...described('createToken', 'Make a token; its secret is shown this once'),
        security,
        body: CreateToken,
        response: { 201: CreatedToken, ...problems },
      },
    },
    async ({ body }, reply) => {
      const { token, secret } = await createToken(deps, body);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ token: tokenView(token), secret });
    },
  );

  app.delete(
    `${API_PREFIX}/tokens/:id`,
    {
      config,
      schema: {
        ...described('revokeToken', 'End a token at once'),
        security,
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) }),
        response: { 204: Type.Null({ description: 'Revoked' }), ...problems },
      },
    },
    async ({ params: { id } }, reply) => {
      const revoked = await tokens.revoke(id, deps.clock.now().toISOString());
      found(revoked || null, 'token in force', id);
      return reply.code(204).send(null);
    },
  );
}

function tokenView({ id, name, role, platform, createdAt, revokedAt }: StoredToken): TokenView {
  return { id, name, role, platform, createdAt, revokedAt };
}
