import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { engineError } from '../images/engine.ts';
import { LABEL_HYBRID } from '../images/labels.ts';
import { type MixerOptions, ownerOf } from './context.ts';
import { engineId } from './present.ts';

/** An image that was made for a search. */
export interface KeptImage {
  readonly id: string;
  /** Of all its layers, those included that it shares with others: the quota is kept on the safe side. */
  readonly bytes: number;
  /** When a mixture last gave it, in milliseconds. */
  readonly usedAt: number;
}

/** Images to remove so that the rest fits the quota, the longest unused first; never one that is needed. */
export function chooseRemovals(
  images: readonly KeptImage[],
  needed: ReadonlySet<string>,
  quotaBytes: number,
): readonly string[] {
  let total = images.reduce((sum, { bytes }) => sum + bytes, 0);
  const removals: string[] = [];
  for (const image of [...images].sort((a, b) => a.usedAt - b.usedAt || (a.id < b.id ? -1 : 1))) {
    if (total <= quotaBytes) break;
    if (needed.has(image.id)) continue;
    removals.push(image.id);
    total -= image.bytes;
  }
  return removals;
}

/**
 * Keeps the images that were made for searches within the quota. `fresh` was just given and stays. An image that a container
 * uses stays too; the next call tries again.
 */
export async function enforceQuota(options: MixerOptions, fresh: string): Promise<void> {
  const { docker, state, quotaBytes, clock, log } = options;
  const used = join(state, 'hybrids');
  const freshId = (await engineId(docker, fresh)) ?? fresh;
  await touch(used, freshId, clock.now());
  const listed = await docker
    .listImages({ filters: JSON.stringify({ label: [`${LABEL_HYBRID}=${ownerOf(state)}`] }) })
    .catch((error: unknown) => {
      throw engineError(error, 'list images', 'DOCKER_UNAVAILABLE');
    });
  const references = new Set([freshId, ...((await options.keep?.()) ?? []), ...(await pinned(options))]);
  const needed = new Set<string>();
  const images: KeptImage[] = [];
  for (const image of listed) {
    if ([image.Id, ...(image.RepoDigests ?? [])].some((name) => references.has(name))) needed.add(image.Id);
    const usedAt = await stat(join(used, hexOf(image.Id))).then(
      ({ mtimeMs }) => mtimeMs,
      () => image.Created * 1000,
    );
    images.push({ id: image.Id, bytes: image.Size, usedAt });
  }
  for (const id of chooseRemovals(images, needed, quotaBytes)) {
    const removed = await removeImage(docker, id, listed.find((image) => image.Id === id)?.RepoTags ?? []);
    if (removed) await rm(join(used, hexOf(id)), { force: true });
    log.info('an image made for a search was over the disk quota', { image: id, removed });
  }
  await forget(
    used,
    images.map(({ id }) => id),
  );
}

/** Remembers when an image was last given: the time of an empty file. */
async function touch(folder: string, reference: string, now: Date): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, hexOf(reference));
  await writeFile(file, '');
  await utimes(file, now, now);
}

/** Removes the times of images that are no longer there. */
async function forget(folder: string, ids: readonly string[]): Promise<void> {
  const there = new Set(ids.map(hexOf));
  for (const name of await readdir(folder)) if (!there.has(name)) await rm(join(folder, name), { force: true });
}

/** The digits that an image's file of uses is named by. */
export function hexOf(reference: string): string {
  return reference.slice(reference.lastIndexOf(':') + 1);
}

async function pinned({ pins }: MixerOptions): Promise<readonly string[]> {
  return ((await pins.load())?.pins ?? []).flatMap(({ image, base }) => [image.reference, base.reference]);
}

/** Removes an image with its names, unless something uses it. */
export async function removeImage(docker: Docker, id: string, tags: readonly string[]): Promise<boolean> {
  for (const tag of tags)
    await docker
      .getImage(tag)
      .remove()
      .catch(() => undefined);
  return docker
    .getImage(id)
    .remove()
    .then(
      () => true,
      // 404: the last tag took it along.
      (error: { statusCode?: number }) => error.statusCode === 404,
    );
}
