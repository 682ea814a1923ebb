import { PlumblineError } from '../../core/errors.ts';
import type { Pins } from '../../core/model/pins.ts';
import type { MixerOptions, Say } from './context.ts';
import { engineId } from './present.ts';
import type { Start } from './start.ts';
import { opaqueImage } from './whole.ts';

/**
 * The grammar of distribution/reference (`reference.go`): host and port, path, tag and digest; the ids of an engine, whole or cut
 * short, have the form of a name or of a name with a tag. Anything else could lead the engine's API to another path.
 */
const COMPONENT = '[a-z0-9]+(?:(?:[.]|_{1,2}|-+)[a-z0-9]+)*';
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = `(?:${LABEL}(?:[.]${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const REFERENCE = new RegExp(
  `^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
);

const PINNED = /^(?:[a-z0-9][a-z0-9._:/-]{0,250}@)?sha256:[0-9a-f]{64}$/;

/**
 * The benchmark's command, configuration and data in an image that others built: a digest, or an id or tag that the engine
 * has, which becomes its id. INPUT_INVALID names what is no reference, IMAGE_MISSING one that nobody has.
 */
export async function prepareImage({ pins }: Start, reference: string, options: MixerOptions, say: Say): Promise<Pins> {
  if (!REFERENCE.test(reference))
    throw new PlumblineError(
      'INPUT_INVALID',
      `"${reference}" is no image reference: write a name with a tag or a digest, or the id of an image`,
    );
  if (PINNED.test(reference)) return { ...pins, image: await opaqueImage(reference, options, say) };
  const id = await engineId(options.docker, reference);
  if (id === null)
    throw new PlumblineError(
      'IMAGE_MISSING',
      `this engine has no image "${reference}"; name one of a registry by its digest`,
    );
  return { ...pins, image: { reference: id, kind: 'image-id' } };
}
