import type { FactorChange } from '../../core/model/incident.ts';
import type { Pins } from '../../core/model/pins.ts';
import type { ArchivedRecipe } from '../images/recipes.ts';

/**
 * Names of the factors inside the image that differ between two sides. `lock` counts only where every version is the same,
 * `dockerfile` only where both recipes are known, `image` where nothing else inside tells two images apart.
 */
export function imageChanges(
  good: Pins,
  bad: Pins,
  recipes: { readonly good: ArchivedRecipe | null; readonly bad: ArchivedRecipe | null },
): readonly string[] {
  const packages = differing('package', good.lock.packages, bad.lock.packages);
  const found = [
    ...packages,
    ...(packages.length === 0 && good.lock.digest !== bad.lock.digest ? ['lock'] : []),
    ...differing('code', good.code, bad.code),
    ...(good.base.reference === bad.base.reference ? [] : ['base']),
    ...(dockerfileChange(recipes) === null ? [] : ['dockerfile']),
  ];
  return found.length === 0 && good.image.reference !== bad.image.reference ? ['image'] : found;
}

/** The difference between two Dockerfiles, which pins show only as another image; null where both recipes are not known. */
export function dockerfileChange({
  good,
  bad,
}: {
  readonly good: ArchivedRecipe | null;
  readonly bad: ArchivedRecipe | null;
}): FactorChange | null {
  if (good === null || bad === null || good.dockerfile === bad.dockerfile) return null;
  return { factor: 'dockerfile', from: good.dockerfile, to: bad.dockerfile };
}

/** Whose image a mixture has: one side's as it is, or one that has to be built. */
export function imageSide(changes: readonly string[], taken: ReadonlySet<string>): 'good' | 'bad' | 'mixed' {
  // Somebody else's image cannot be taken apart: it comes as a whole.
  if (taken.has('image')) return 'bad';
  const count = changes.filter((factor) => taken.has(factor)).length;
  return count === 0 ? 'good' : count === changes.length ? 'bad' : 'mixed';
}

const KINDS = /^(?:package|code|config|env|dataset):.|^(?:base|dockerfile|lock|command|image)$/;

/** The first factor that no mixture can set by itself (`python`, `kernel`, …); undefined: all can be set. */
export function unmixable(taken: readonly string[]): string | undefined {
  return taken.find((factor) => !KINDS.test(factor));
}

function differing(
  kind: string,
  good: Readonly<Record<string, string>>,
  bad: Readonly<Record<string, string>>,
): string[] {
  const keys = [...new Set([...Object.keys(good), ...Object.keys(bad)])].sort();
  return keys.filter((key) => good[key] !== bad[key]).map((key) => `${kind}:${key}`);
}
