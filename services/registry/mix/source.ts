import { PlumblineError } from '../../core/errors.ts';
import type { Pins } from '../../core/model/pins.ts';
import { readContents, readParts, recipeOf } from '../images/recipe.ts';
import { type ArchivedRecipe, loadRecipe, saveRecipe } from '../images/recipes.ts';
import type { MixerOptions } from './context.ts';

/**
 * What the image of some pins was built from: kept, or the catalog's folder where that still has the same content (an image
 * that was built before recipes were kept). RECIPE_MISSING, also for an image that others built.
 */
export async function recipeOfPins(
  pins: Pins,
  options: Pick<MixerOptions, 'state' | 'catalog'>,
): Promise<ArchivedRecipe> {
  const { recipe } = pins.image;
  if (recipe === undefined)
    throw new PlumblineError(
      'RECIPE_MISSING',
      `the image ${pins.image.reference} was built by others and cannot be taken apart`,
    );
  try {
    return await loadRecipe(options.state, recipe);
  } catch (error) {
    const archived = await fromCatalog(pins, options);
    if (archived === null) throw error;
    return archived;
  }
}

/** The same, and null where it is not known. */
export async function knownRecipe(
  pins: Pins,
  options: Pick<MixerOptions, 'state' | 'catalog'>,
): Promise<ArchivedRecipe | null> {
  return recipeOfPins(pins, options).catch((error: unknown) => {
    if (error instanceof PlumblineError && error.code === 'RECIPE_MISSING') return null;
    throw error;
  });
}

async function fromCatalog(
  pins: Pins,
  { state, catalog }: Pick<MixerOptions, 'state' | 'catalog'>,
): Promise<ArchivedRecipe | null> {
  const { benchmarks, bases, platforms } = await catalog.load();
  const benchmark = benchmarks.find(({ manifest }) => manifest.name === pins.benchmark);
  const platform = platforms.find(({ name }) => name === pins.platform);
  if (benchmark === undefined || platform === undefined) return null;
  const parts = await readParts(benchmark);
  const recipe = recipeOf(parts, pins.base.reference);
  if (recipe !== pins.image.recipe) return null;
  const { image } = benchmark.manifest;
  const archived: ArchivedRecipe = {
    schemaVersion: 1,
    benchmark: pins.benchmark,
    base: pins.base,
    baseName: image.base,
    lock: parts.lock.digest,
    code: { ...parts.code },
    dockerfile: parts.dockerfile,
    python: image.python,
    suite: bases.find(({ name }) => name === image.base)?.debian.suite ?? 'bookworm',
    architecture: platform.architecture,
  };
  await saveRecipe(state, recipe, archived, await readContents(benchmark));
  return archived;
}
