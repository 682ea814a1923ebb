/** Labels on every image of ours: how it is found again, and what an operator sees in `docker image inspect`. */
export const LABEL_BASE = 'dev.plumbline.base';
/** Fingerprint of everything that a base was made from, or an image was built from. */
export const LABEL_RECIPE = 'dev.plumbline.recipe';
export const LABEL_BENCHMARK = 'dev.plumbline.benchmark';
/** On images that were made for a search: whose they are. Each owner keeps its own under a disk quota. */
export const LABEL_HYBRID = 'dev.plumbline.hybrid';

/** Name of the repository that keeps our images from `docker image prune`, in the engine and in a registry. */
export const REPOSITORY = 'plumbline';
/** Hex digits of the recipe in an image's tag: enough for people, the label has all of them. */
const TAG_DIGITS = 12;

/** Tag of an image for its recipe's fingerprint (`sha256:…`). The tag is a handle for people; a pin never holds it. */
export function recipeTag(recipe: string): string {
  return recipe.slice('sha256:'.length, 'sha256:'.length + TAG_DIGITS);
}
