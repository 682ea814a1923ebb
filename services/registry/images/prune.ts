import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { NeededImage } from '../../core/planning/needed-images.ts';
import type { Clock } from '../../core/ports/base.ts';
import { ownerOf } from '../mix/context.ts';
import { hexOf, removeImage } from '../mix/quota.ts';
import { engineError } from './engine.ts';
import { listOwnImages, type OwnImage } from './inventory.ts';

export interface PruneOptions {
  readonly docker: Docker;
  readonly state: string;
  readonly clock: Clock;
  readonly needed: readonly NeededImage[];
  /** Only say what would be removed. */
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

export interface PrunedImage {
  readonly image: OwnImage;
  /** `used`: a container stands on it; `kept`: the engine refused. */
  readonly result: 'removed' | 'would-remove' | 'used' | 'kept';
}

/** An image this young may be one that a build or a search is about to name; one hour, in milliseconds. */
const FRESH_MS = 3_600_000;
/** Images that one call removes. */
const PRUNE_MAX = 500;

/**
 * Removes images of this installation that nothing needs, oldest first. Never one that is young, that a container uses,
 * or that another state folder made; and never anything in a registry.
 */
export async function pruneImages(options: PruneOptions): Promise<readonly PrunedImage[]> {
  const { docker, state, clock, needed, dryRun, signal } = options;
  const now = clock.now().getTime();
  const pruned: PrunedImage[] = [];
  const images = await listOwnImages(docker, state, needed);
  for (const image of [...images].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())) {
    if (pruned.length >= PRUNE_MAX) break;
    signal?.throwIfAborted();
    if (image.neededBy.length > 0 || !isOurs(image, state)) continue;
    if (now - (await lastUse(image, state)) < FRESH_MS) continue;
    pruned.push({ image, result: await remove(image, docker, dryRun) });
  }
  return pruned;
}

function isOurs({ kind, owner, made }: OwnImage, state: string): boolean {
  return kind === 'search' ? owner === ownerOf(state) : made;
}

async function remove({ id, tags }: OwnImage, docker: Docker, dryRun: boolean): Promise<PrunedImage['result']> {
  const filters = JSON.stringify({ ancestor: [id] });
  const containers = await docker.listContainers({ all: true, filters }).catch((error: unknown) => {
    throw engineError(error, 'list containers', 'DOCKER_UNAVAILABLE');
  });
  if (containers.length > 0) return 'used';
  if (dryRun) return 'would-remove';
  return (await removeImage(docker, id, tags)) ? 'removed' : 'kept';
}

/** When it was made, or last given by a search: the later of both, in milliseconds. */
async function lastUse({ id, createdAt }: OwnImage, state: string): Promise<number> {
  const given = await stat(join(state, 'hybrids', hexOf(id))).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Math.max(createdAt.getTime(), given);
}
