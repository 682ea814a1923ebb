import { PlumblineError } from '../../services/core/errors.ts';
import { imageOrigin, imageOrigins, originAllowed } from '../../services/core/model/origin.ts';
import type { ImagePin } from '../../services/core/model/pins.ts';
import type { ContainerClient, ImageFacts } from './container-client.ts';

/**
 * The image of a pin, pulled if need be. The engine is asked by digest alone, and its answer is compared with the digest:
 * an engine or a proxy that serves something else is refused. IMAGE_MISSING, PULL_FAILED.
 *
 * @param origins repositories (prefixes) that may be pulled from, else ORIGIN_REFUSED; empty: any.
 * @param stop ends a pull.
 */
export async function findImage(
  containers: ContainerClient,
  pin: ImagePin,
  origins: readonly string[] = [],
  stop?: AbortSignal,
): Promise<ImageFacts> {
  const found = await containers.image(pin.reference);
  if (found !== null) return checked(found, pin);
  if (!pin.reference.includes('@')) {
    throw new PlumblineError('IMAGE_MISSING', `this host has no image ${pin.reference}`);
  }
  checkOrigin(pin, origins);
  await containers.pull(pin.reference, stop);
  const pulled = await containers.image(pin.reference);
  if (pulled === null) {
    throw new PlumblineError('IMAGE_MISSING', `${pin.reference} was pulled, but the engine does not have it`);
  }
  return checked(pulled, pin);
}

/** ORIGIN_REFUSED for an image that is not here and may not be pulled: known before anything else is fetched for a run. */
export async function permitImage(
  containers: ContainerClient,
  pin: ImagePin,
  origins: readonly string[],
): Promise<void> {
  if (pin.reference.includes('@') && (await containers.image(pin.reference)) === null) checkOrigin(pin, origins);
}

function checkOrigin({ reference }: ImagePin, origins: readonly string[]): void {
  if (originAllowed(imageOrigin(reference), imageOrigins(origins))) return;
  throw new PlumblineError('ORIGIN_REFUSED', `${reference} is below none of images.origins (${origins.join(', ')})`);
}

function checked(image: ImageFacts, pin: ImagePin): ImageFacts {
  const digest = pin.reference.slice(pin.reference.lastIndexOf('@') + 1);
  const digests = [image.id, ...image.repoDigests.map((found) => found.slice(found.lastIndexOf('@') + 1))];
  if (digests.includes(digest)) return image;
  throw new PlumblineError('IMAGE_MISSING', `asked for ${pin.reference}, the engine answered with ${image.id}`);
}
