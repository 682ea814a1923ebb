import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../services/core/model/identity.ts';
import { CHECKPOINT_FOLDER } from '../../services/core/model/sandbox.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import type { ContainerClient } from '../docker/container-client.ts';
import { runShort } from '../docker/run-short.ts';
import type { SandboxOptions } from '../docker/sandbox.ts';

/** A checkpoint that no attempt came back for is removed after this time, in milliseconds: 14 days, two of the longest runs. */
export const KEPT_MS = 14 * 24 * 3_600_000;
/** Begins the name of a folder that is being removed. */
export const GONE = 'evict-';
/** Time a container may take to empty a folder, in milliseconds. */
const EMPTY_MS = 120_000;
const EMPTY_LIMITS = { timeoutSeconds: 120, memoryMiB: 64, cpus: 1, pids: 16, shmMiB: 1, tmpMiB: 1 };

/** What is known of a run's checkpoints beside their bytes. */
export interface Kept {
  readonly runId: string;
  /** Attempts that had the folder, oldest first. */
  readonly attempts: readonly number[];
  /** Who can remove what the run wrote, where the worker itself may not: the run's own image and user. */
  readonly image: string;
  readonly user: string;
  readonly cpus: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Name of a run's folder: the id comes from outside and is no path. */
export function folderName(runId: string): string {
  return sha256Hex(runId).slice(0, 32);
}

/** Null when nothing was kept, or what says so cannot be read. */
export async function readKept(home: string): Promise<Kept | null> {
  try {
    return JSON.parse(await readFile(join(home, 'kept.json'), 'utf8')) as Kept;
  } catch {
    return null;
  }
}

export async function writeKept(home: string, kept: Kept): Promise<void> {
  const path = join(home, 'kept.json');
  await writeFile(`${path}.part`, JSON.stringify(kept), { mode: 0o600 });
  await rename(`${path}.part`, path);
}

/**
 * Removes a run's checkpoints. A worker that is not root may not remove what the sandbox's user put into folders of its
 * own; that user does it then, in a container of the run's image. What says who that is goes last: an engine that is away
 * is asked again later.
 */
export async function removeKept(
  deps: { readonly containers: ContainerClient; readonly clock: Clock },
  home: string,
): Promise<void> {
  const data = join(home, 'data');
  try {
    await rm(data, { recursive: true, force: true });
  } catch (error) {
    const kept = await readKept(home);
    if (kept === null || !['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const { image, user, cpus, labels } = kept;
    const emptying: SandboxOptions = {
      image,
      user,
      cpus,
      labels,
      command: ['sh', '-c', `rm -rf ${CHECKPOINT_FOLDER}/* ${CHECKPOINT_FOLDER}/.[!.]* ${CHECKPOINT_FOLDER}/..?*`],
      env: {},
      limits: EMPTY_LIMITS,
      dataFolder: null,
      checkpointFolder: data,
    };
    await runShort(deps.containers, deps.clock, emptying, EMPTY_MS);
  }
  await rm(home, { recursive: true, force: true });
}

/** Says that an attempt had the folder until now. Best effort. */
export async function markUsed(home: string, now: Date): Promise<void> {
  await utimes(join(home, 'kept.json'), now, now).catch(() => undefined);
}

/** When an attempt last had a folder, in milliseconds since the epoch; null when there is no such folder. */
export async function changedAt(home: string): Promise<number | null> {
  const changed = await stat(join(home, 'kept.json')).catch(() => stat(home).catch(() => null));
  return changed?.mtimeMs ?? null;
}
