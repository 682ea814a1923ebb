import { type Static, Type } from 'typebox';
import { Role } from '../access.ts';
import { closed, Instant, Name } from '../base.ts';

/** A token as it is listed: neither the secret nor its hash. */
export const TokenView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    role: Role,
    platform: Type.Union([Type.String(), Type.Null()]),
    createdAt: Instant,
    revokedAt: Type.Union([Instant, Type.Null()]),
  },
  closed,
);
export type TokenView = Static<typeof TokenView>;
export const TokenList = Type.Object({ items: Type.Array(TokenView) }, closed);

/** Body of `POST /tokens`. A worker token names its platform; no other may. */
export const CreateToken = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }), role: Role, platform: Type.Optional(Name) },
  closed,
);
export type CreateToken = Static<typeof CreateToken>;

/** The one time the secret is shown. */
export const CreatedToken = Type.Object({ token: TokenView, secret: Type.String() }, closed);
export type CreatedToken = Static<typeof CreatedToken>;
