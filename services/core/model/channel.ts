import type { Digest, Instant } from './base.ts';

/** `base`: an image's tag; `packages`: a package index; `dataset`: a data set; `git`: a data set that follows a git ref. */
export type ChannelKind = 'base' | 'packages' | 'dataset' | 'git';

/** What a channel resolved to at one instant. */
export interface ChannelResolution {
  /** `base:<name>:<architecture>`, `packages:<benchmark>` or `dataset:<name>`. */
  readonly channel: string;
  readonly kind: ChannelKind;
  /** What is followed, in words: an image reference, `requirements.in`, a source. */
  readonly pointer: string;
  readonly digest: Digest;
  readonly at: Instant;
}

/** A stretch of time in which every resolution of a channel gave the same. */
export interface ChannelState extends Omit<ChannelResolution, 'at'> {
  readonly firstAt: Instant;
  /** When it was last seen so. */
  readonly lastAt: Instant;
}
