import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, PlumblineError } from '../../services/core/errors.ts';
import { type CachedSet, planEviction } from '../../services/core/planning/eviction.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import { freeBytesOf } from '../disk.ts';
import type { ContainerClient } from '../docker/container-client.ts';
import { usageOf } from '../folder-usage.ts';
import type { Holds } from './holds.ts';
import { changedAt, GONE, removeKept } from './kept.ts';
import { FREE_MIB_MIN } from './watch.ts';

const MIB = 1_048_576;
/** Folders of runs that are looked at when one is opened. */
const FOLDERS_MAX = 1000;
/** A run's folder (folderName), and not what is left of one. */
const FOLDER = /^[0-9a-f]{32}$/;

export interface RoomDeps {
  readonly root: string;
  /** What all checkpoints may take together, in bytes; what running work may write may exceed it. */
  readonly quotaBytes: number;
  readonly holds: Holds;
  readonly containers: ContainerClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Bytes free for us on the disk of a folder; for tests. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined;
}

/** What a run that begins has in its folder, and what it may fill it to, in bytes. */
export interface RoomNeed {
  readonly name: string;
  readonly bytes: number;
  readonly maxBytes: number;
}

/**
 * Removes the checkpoints that were used longest ago until what a run may write fits quota and disk; never those of
 * running work. DISK_FULL with the figures when the disk has too little even so.
 */
export async function makeRoom(deps: RoomDeps, { name, bytes, maxBytes }: RoomNeed): Promise<void> {
  const { root, quotaBytes: quota, log } = deps;
  const own: CachedSet = { key: name, bytes, usedAt: 0, held: true };
  const others = await othersThan(deps, name);
  const need = Math.max(0, maxBytes - bytes);
  const free = await (deps.freeBytes ?? freeBytesOf)(root);
  const reserve = FREE_MIB_MIN * MIB;
  const plan = planEviction([own, ...others], { need, quota, free, reserve });
  if (plan.lacking > 0)
    throw new PlumblineError(
      'DISK_FULL',
      `${Math.floor(free / MIB)} MiB are free for checkpoints, ${Math.ceil((need + reserve) / MIB)} are needed`,
    );
  for (const key of plan.evict) {
    try {
      await evict(deps, key);
    } catch (error) {
      log.warn('checkpoints were not removed', { folder: key, error: describeError(error) });
    }
  }
  if (plan.over > 0) log.warn('checkpoints in use are above the quota', { overMiB: Math.ceil(plan.over / MIB) });
}

/** Folders of other runs. One in use counts with what it may be filled to. */
async function othersThan({ root, holds }: RoomDeps, name: string): Promise<readonly CachedSet[]> {
  const found: CachedSet[] = [];
  const names = (await readdir(root)).filter((other) => FOLDER.test(other) && other !== name);
  for (const key of names.slice(0, FOLDERS_MAX)) {
    const inUse = holds.maxBytesOf(key);
    const bytes = inUse ?? (await usageOf(join(root, key))).bytes;
    found.push({ key, bytes, usedAt: (await changedAt(join(root, key))) ?? 0, held: inUse !== null });
  }
  return found;
}

/** Away under its name at once, so that no attempt goes on from half of it; what a kill leaves is swept. */
async function evict(deps: RoomDeps, name: string): Promise<void> {
  const { root, holds, log, quotaBytes } = deps;
  const letGo = holds.tryTake(name);
  // Since the look an attempt came back for it.
  if (letGo === null) return;
  try {
    const home = join(root, name);
    // Or its run has ended.
    if ((await changedAt(home)) === null) return;
    const gone = join(root, `${GONE}${name}`);
    await removeKept(deps, gone);
    await rename(home, gone);
    await removeKept(deps, gone);
    log.warn('removed checkpoints to make room for those of another run', {
      folder: home,
      quotaMiB: Math.floor(quotaBytes / MIB),
    });
  } finally {
    letGo();
  }
}
