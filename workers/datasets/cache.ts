import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import { sha256Hex } from '../../services/core/model/identity.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import type { ContainerClient } from '../docker/container-client.ts';
import { type FetchContext, PATIENCE, type Patience } from './context.ts';
import { fetchSet } from './fetch-set.ts';
import { createAddressGuard } from './guard/addresses.ts';
import { createHolders, type Holder } from './holders.ts';
import { removeLeftovers } from './leftovers.ts';
import { checkOriginList, checkSource } from './origin.ts';
import { checkPin } from './pin.ts';
import { noteSet, recordOf, verifyCached } from './record.ts';
import { createReservations } from './reservations.ts';
import { underWay } from './under-way.ts';

const GIB = 1_073_741_824;
/** How long the end waits for what cannot be interrupted (a hash, a copy), in milliseconds. */
const CLOSE_MS = 10_000;

/** Data sets on this host, by their digest. */
export interface DatasetCache {
  /**
   * A folder with exactly the pinned files, verified in this call (docs/data.md says how), for a run. It stays while the
   * run is active. DATASET_MISSING: the source did not deliver; DATASET_CORRUPT: the bytes are other ones (the copy is
   * moved aside, the next call fetches again); ORIGIN_REFUSED; DISK_FULL; INPUT_INVALID for what is no pin.
   */
  provide(pin: DatasetPin, holder?: Holder): Promise<string>;
  /** ORIGIN_REFUSED for a set that is not here and may not be fetched; asks nobody. INPUT_INVALID for what is no pin. */
  permit(pin: DatasetPin): Promise<void>;
  /** Ends downloads and waits until nothing is written any more, within a bound. */
  close(): Promise<void>;
}

export interface CacheOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Null where no engine is at hand; then data in images cannot be fetched. */
  readonly containers: ContainerClient | null;
  /** As in `WorkerSettings`: `dataOrigins`, `dataPrivate`, `dataQuotaGiB`. */
  readonly origins: readonly string[];
  readonly privateHosts: readonly string[];
  readonly quotaGiB: number;
  /** Whether a run is still at work: the sets of such runs are never removed. */
  readonly isActive: (runId: string, attempt: string) => boolean;
  /** Ends downloads. */
  readonly stop: AbortSignal;
  readonly patience?: Partial<Patience>;
  /** Up to which size a set is hashed wholly for every run, in bytes; for tests. */
  readonly alwaysHashBytes?: number;
  /** What may come beside four times the pinned bytes of an archive or a commit, in bytes; for tests. */
  readonly spareBytes?: number;
  /** Bytes free on the disk of a folder; for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/**
 * Opens the cache below a folder; runs that need the same set share one download and one look. CONFIG_INVALID for an
 * origin or a private host that cannot be meant.
 */
export function createDatasetCache(root: string, options: CacheOptions): DatasetCache {
  const { clock, log, freeBytes } = options;
  const quotaBytes = options.quotaGiB * GIB;
  checkOriginList('data.origins', options.origins);
  const closing = new AbortController();
  const partials = join(root, 'partial');
  const context: FetchContext = {
    guard: createAddressGuard(options.privateHosts),
    origins: options.origins,
    partials,
    containers: options.containers,
    home: sha256Hex(root).slice(0, 16),
    spareBytes: options.spareBytes,
    clock,
    patience: { ...PATIENCE, ...options.patience },
    stop: AbortSignal.any([options.stop, closing.signal]),
  };
  const holders = createHolders(options.isActive);
  const isHeld = holders.holds;
  const reservations = createReservations({ root, partials, quotaBytes, isHeld, log, freeBytes });
  const working = new Map<string, Promise<void>>();
  let opened: Promise<void> | null = null;

  async function open(): Promise<void> {
    await mkdir(root, { recursive: true });
    await removeLeftovers(root, context, clock.now());
  }

  async function fetch(pin: DatasetPin, folder: string): Promise<void> {
    await reservations.during(underWay(pin, folder), async () => {
      const now = clock.now();
      await noteSet(folder, pin, await fetchSet(pin, folder, root, context), now);
    });
  }

  async function ready(pin: DatasetPin, folder: string): Promise<void> {
    if (!(await exists(folder))) return fetch(pin, folder);
    try {
      await verifyCached(folder, pin, clock.now(), options.alwaysHashBytes);
    } catch (error) {
      // A full disk or a busy engine says nothing about the bytes.
      if (error instanceof PlumblineError && error.code === 'DATASET_CORRUPT') await moveAside(folder);
      throw error;
    }
  }

  return {
    async provide(pin, holder) {
      checkPin(pin);
      const hex = hexOf(pin);
      const folder = join(root, hex);
      if (holder !== undefined) holders.add(hex, holder);
      opened ??= open();
      await opened;
      const work = working.get(hex) ?? ready(pin, folder).finally(() => working.delete(hex));
      working.set(hex, work);
      await work;
      return folder;
    },
    async permit(pin) {
      checkPin(pin);
      if (!(await exists(join(root, hexOf(pin))))) checkSource(pin.source, pin.files.length, options.origins);
    },
    async close() {
      closing.abort();
      const over = new AbortController();
      const ended = Promise.allSettled([opened, ...working.values()]).finally(() => over.abort());
      await Promise.race([ended, clock.sleep(CLOSE_MS, over.signal)]);
    },
  };
}

const hexOf = (pin: DatasetPin): string => pin.digest.replace('sha256:', '');

/** One copy is kept for whoever wants to see what changed. */
async function moveAside(folder: string): Promise<void> {
  await rm(`${folder}.corrupt`, { recursive: true, force: true });
  await rm(recordOf(folder), { force: true });
  await rename(folder, `${folder}.corrupt`).catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
