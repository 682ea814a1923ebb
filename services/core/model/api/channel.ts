import { type Static, Type } from 'typebox';
import { closed, Digest, Instant } from '../base.ts';
import { pageOf } from './page.ts';

const ChannelName = Type.String({ pattern: '^[a-z]+:[A-Za-z0-9._:-]+$', maxLength: 200 });
const Kind = Type.Enum(['base', 'packages', 'dataset', 'git']);
const Pointer = Type.String({ maxLength: 500 });

/** A stretch of time in which a channel resolved to the same content; see core/model/channel.ts. */
export const ChannelView = Type.Object(
  { channel: ChannelName, kind: Kind, pointer: Pointer, digest: Digest, firstAt: Instant, lastAt: Instant },
  closed,
);
export type ChannelView = Static<typeof ChannelView>;
export const ChannelList = Type.Object({ items: Type.Array(ChannelView) }, closed);
export const ChannelPage = pageOf(ChannelView);
export type ChannelPage = Static<typeof ChannelPage>;

/** What a machine of the operator resolved. */
export const ChannelReport = Type.Object(
  {
    items: Type.Array(
      Type.Object({ channel: ChannelName, kind: Kind, pointer: Pointer, digest: Digest, at: Instant }, closed),
      { maxItems: 1000 },
    ),
  },
  closed,
);
export type ChannelReport = Static<typeof ChannelReport>;

/** An image that something still needs, and what. */
export const NeededImageView = Type.Object(
  {
    reference: Type.String(),
    recipe: Type.Union([Digest, Type.Null()]),
    benchmark: Type.String(),
    reasons: Type.Array(Type.String()),
  },
  closed,
);
export type NeededImageView = Static<typeof NeededImageView>;
export const NeededImageList = Type.Object({ items: Type.Array(NeededImageView) }, closed);
