import type { Readable } from 'node:stream';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { DatasetSource } from '../../../services/core/model/catalog.ts';
import { imageRepository } from '../../../services/core/model/origin.ts';
import type { ContainerClient } from '../../docker/container-client.ts';
import { LABEL_DATA } from '../../docker/labels.ts';
import { archiveBytesMax } from '../archive/bound.ts';
import { takeFromTar } from '../archive/tar.ts';
import type { FetchContext } from '../context.ts';
import { allowedAddresses } from '../guard/lookup.ts';
import type { Member } from '../member.ts';

type OciSource = Extract<DatasetSource, { kind: 'oci' }>;

/** Members up to which each is copied by itself; more, and the folder around them all is read once. */
const SINGLE_MEMBERS_MAX = 20;

/**
 * Copies files out of an image: it is pulled by the engine, and a container is made of it that never starts. A tag is
 * pulled again each time, since it may have moved; what it gives is held against the pinned hashes like any other source.
 */
export async function fetchOci(source: OciSource, members: readonly Member[], context: FetchContext): Promise<void> {
  const containers = engineOf(context);
  await pullImage(containers, source.image, context);
  const id = await containers.createIdle(source.image, { [LABEL_DATA]: context.home });
  try {
    if (members.length > SINGLE_MEMBERS_MAX) await copyFolder(containers, id, members);
    else for (const member of members) await copyMember(containers, id, member);
  } finally {
    await containers.remove(id);
  }
}

/** The engine; ORIGIN_REFUSED where none is at hand. */
export function engineOf({ containers }: Pick<FetchContext, 'containers'>): ContainerClient {
  if (containers !== null) return containers;
  throw new PlumblineError('DATASET_MISSING', 'data in an image needs a container engine, and none is at hand here');
}

/** Asks the name service about the registry before the engine does: a private one must be named by the operator. */
export async function checkRegistry(image: string, { guard }: Pick<FetchContext, 'guard'>): Promise<void> {
  const [host = ''] = imageRepository(image).split('/');
  const { hostname } = new URL(`https://${host}`);
  await allowedAddresses(guard, hostname, false).catch((error: unknown) => {
    // A registry that only the engine's proxy or mirror reaches has no address here.
    if (error instanceof PlumblineError) throw error;
  });
}

async function pullImage(containers: ContainerClient, image: string, context: FetchContext): Promise<void> {
  const fixed = image.includes('sha256:');
  if (fixed && (await containers.image(image)) !== null) return;
  if (image.startsWith('sha256:')) throw new PlumblineError('DATASET_MISSING', `this host has no image ${image}`);
  await checkRegistry(image, context);
  await containers.pull(image);
}

async function copyMember(containers: ContainerClient, id: string, member: Member): Promise<void> {
  const name = member.member.split('/').at(-1) ?? '';
  await take(await containers.archive(id, `/${member.member}`), [{ ...member, member: name }], member.member);
}

/** Reads the folder that all members share; its archive begins with the folder's own name. */
async function copyFolder(containers: ContainerClient, id: string, members: readonly Member[]): Promise<void> {
  const folder = sharedFolder(members.map(({ member }) => member));
  const skip = folder === '' ? 0 : folder.length + 1;
  const below = members.map((one) => ({ ...one, member: one.member.slice(skip) }));
  await take(await containers.archive(id, `/${folder}`), below, folder, (path) => path.split('/').slice(1).join('/'));
}

async function take(
  archive: Readable | null,
  members: readonly Member[],
  what: string,
  name?: (path: string) => string,
): Promise<void> {
  if (archive === null) throw new PlumblineError('DATASET_CORRUPT', `file ${what}: the image has no such file`);
  await takeFromTar([archive], members, { bytesMax: archiveBytesMax(members), ...(name ? { name } : {}) });
}

/** The longest folder that every path is below; empty for the root. */
export function sharedFolder(paths: readonly string[]): string {
  const [first = [], ...rest] = paths.map((path) => path.split('/').slice(0, -1));
  const end = first.findIndex((piece, at) => rest.some((other) => other[at] !== piece));
  return (end < 0 ? first : first.slice(0, end)).join('/');
}
