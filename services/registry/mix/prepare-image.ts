import { PlumblineError } from '../../core/errors.ts';
import type { Pins } from '../../core/model/pins.ts';
import type { MixerOptions, Say } from './context.ts';
import { engineId } from './present.ts';
import type { Start } from './start.ts';
import { opaqueImage } from './whole.ts';

const PINNED = /^(?:[a-z0-9][a-z0-9._:/-]{0,250}@)?sha256:[0-9a-f]{64}$/;

/**
 * The benchmark's command, configuration and data in an image that others built: a digest, or an id or tag that the engine
 * has, which becomes its id. IMAGE_MISSING names the reference.
 */
export async function prepareImage({ pins }: Start, reference: string, options: MixerOptions, say: Say): Promise<Pins> {
  if (PINNED.test(reference)) return { ...pins, image: await opaqueImage(reference, options, say) };
  const id = await engineId(options.docker, reference);
  if (id === null)
    throw new PlumblineError(
      'IMAGE_MISSING',
      `this engine has no image "${reference}"; name one of a registry by its digest`,
    );
  return { ...pins, image: { reference: id, kind: 'image-id' } };
}
