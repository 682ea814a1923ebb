import { resolve } from 'node:path';
import type Docker from 'dockerode';
import { sha256Hex } from '../../core/model/identity.ts';
import type { Clock, Log } from '../../core/ports/base.ts';
import type { CatalogSource, PinSource } from '../../core/ports/sources.ts';
import type { FindCredentials } from '../oci/credentials.ts';

export interface MixerOptions {
  readonly docker: Docker;
  /** Folder for everything written: recipes, wheels, build logs, scratch. */
  readonly state: string;
  readonly catalog: CatalogSource;
  readonly pins: PinSource;
  /** `images` of the configuration. */
  readonly images: { readonly base: 'auto' | 'registry' | 'debian'; readonly registry: string | null };
  /** What this machine knows for registries; absent: they are asked without a name. */
  readonly credentials?: FindCredentials;
  /** Bytes that images made for searches may take on this engine. */
  readonly quotaBytes: number;
  /** References (image ids or digests) of images that a search or an incident still needs. */
  readonly keep?: () => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reports progress in words. */
export type Say = (text: string) => void;

const OWNER_DIGITS = 12;

/** Who made an image for a search: several state folders may share one engine, and each has a quota of its own. */
export function ownerOf(state: string): string {
  return sha256Hex(resolve(state)).slice(0, OWNER_DIGITS);
}
