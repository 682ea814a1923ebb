import type { Clock } from '../../services/core/ports/base.ts';
import type { ContainerClient } from '../docker/container-client.ts';
import type { AddressGuard } from './guard/addresses.ts';

/** How patient a download is; milliseconds but for `tries`. */
export interface Patience {
  /** To a connection, and from the request to the head of the answer. */
  readonly connectMs: number;
  /** Without a byte, and in which at least `leastBytes` must come: an answer byte by byte is no answer. */
  readonly idleMs: number;
  readonly leastBytes: number;
  /** Tries without a byte gained before it fails, and the pause after the first, which doubles. */
  readonly tries: number;
  readonly pauseMs: number;
  readonly pauseMsMax: number;
}

export const PATIENCE: Patience = {
  connectMs: 30_000,
  idleMs: 60_000,
  leastBytes: 65_536,
  tries: 5,
  pauseMs: 1000,
  pauseMsMax: 60_000,
};

/** What every kind of source is fetched with. */
export interface FetchContext {
  readonly guard: AddressGuard;
  /** Prefixes that origins must be below; empty: any. */
  readonly origins: readonly string[];
  /** Folder for what has been downloaded so far, by content; a later try goes on from there. */
  readonly partials: string;
  /** Null where no engine is at hand; then data in images cannot be fetched. */
  readonly containers: ContainerClient | null;
  /** Marks containers that are made here and never start. */
  readonly home: string;
  /** What may come beside four times the pinned bytes of an archive or a commit, in bytes; undefined: the bound's own. */
  readonly spareBytes?: number | undefined;
  readonly clock: Clock;
  readonly patience: Patience;
  /** Ends every download at once. */
  readonly stop: AbortSignal;
}
