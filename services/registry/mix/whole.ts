import { PlumblineError } from '../../core/errors.ts';
import type { ImagePin, Pins } from '../../core/model/pins.ts';
import { imageOf } from './build.ts';
import type { MixerOptions, Say } from './context.ts';
import { isPresent } from './present.ts';
import { knownRecipe } from './source.ts';

/**
 * The image of one side as it is: the pin unchanged while the engine or the registry has it, else built again from what it
 * was built from. IMAGE_MISSING names it when neither is possible.
 */
export async function wholeImage(pins: Pins, options: MixerOptions, say: Say): Promise<ImagePin> {
  if (await isPresent(options.docker, pins.image, say, options.credentials)) return pins.image;
  const archived = await knownRecipe(pins, options);
  if (archived === null)
    throw new PlumblineError(
      'IMAGE_MISSING',
      `${pins.image.reference} of ${pins.benchmark} is in no engine or registry, and what it was built from is not kept`,
    );
  say(`the image ${pins.image.reference} is gone: building it again`);
  return imageOf(archived, options, say);
}

/** Somebody else's image by digest or id, with nothing known of what is inside. IMAGE_MISSING names it. */
export async function opaqueImage(reference: string, options: MixerOptions, say: Say): Promise<ImagePin> {
  const pin: ImagePin = { reference, kind: reference.includes('@') ? 'registry-digest' : 'image-id' };
  if (await isPresent(options.docker, pin, say, options.credentials)) return pin;
  throw new PlumblineError('IMAGE_MISSING', `${reference} is in no engine or registry`);
}
