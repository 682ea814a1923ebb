import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import { sha256Hex } from '../../core/model/identity.ts';
import type { Pins } from '../../core/model/pins.ts';
import type { Mixture } from '../../core/model/search.ts';
import { filesAt } from '../git/history.ts';
import { type ArchivedRecipe, lockContent, readContent, saveRecipe, targetOf } from '../images/recipes.ts';
import { formatLock, type LockedPackage, lockDigest } from '../lock/lock.ts';
import { ensureWheels, type Wheel } from '../lock/wheels.ts';
import { entriesBetween } from './between-lock.ts';
import { fingerprintOf, imageOf, recipeWheels } from './build.ts';
import { checkLock } from './check.ts';
import type { MixerOptions, Say } from './context.ts';
import { type LockSide, mixEntries, sideOf } from './lock.ts';
import { readNeeds } from './metadata.ts';
import type { Resolution } from './resolve.ts';
import { mixKeys } from './soft.ts';

/** The parts of pins that an image decides. */
export type ImageOfPins = Pick<Pins, 'image' | 'base' | 'lock' | 'code'>;

export type MixedImage =
  | { readonly kind: 'image'; readonly parts: ImageOfPins }
  | { readonly kind: 'refused'; readonly reason: string };

/** Both sides of a mixture: what their images were built from. */
export interface Recipes {
  readonly good: ArchivedRecipe;
  readonly bad: ArchivedRecipe;
}

interface Side extends LockSide {
  readonly wheels: readonly Wheel[];
}

/**
 * Builds the image of a mixture: its lock is put together from both sides' entries, resolved again, and built with the
 * chosen code, Dockerfile and base. Refused with pip's or the builder's words.
 */
export async function mixedImage(
  recipes: Recipes,
  mixture: Mixture,
  options: MixerOptions,
  say: Say,
): Promise<MixedImage> {
  const { state } = options;
  const taken = new Set(mixture.taken);
  const origin = taken.has('base') ? recipes.bad : recipes.good;
  const sides = { good: await readSide(recipes.good, state, say), bad: await readSide(recipes.bad, state, say) };
  const resolution = await lockOf(sides, mixture, origin, options, say);
  if (resolution.kind === 'refused') return resolution;
  const entries = resolution.packages;
  const text = sideOf(entries, sides.good, sides.bad)?.text ?? formatLock(entries, HEADING);
  const code = await codeOf(recipes, mixture, options);
  const dockerfile = (taken.has('dockerfile') ? recipes.bad : recipes.good).dockerfile;
  const archived: ArchivedRecipe = { ...origin, lock: lockDigest(text), code: code.map, dockerfile };
  return buildMixed(archived, entries, [text, ...code.contents], options, say);
}

/** Equal mixtures are equal files. */
const HEADING = 'Put together from two locks to find out which package made a difference.';

/** Keeps a new recipe and builds its image. Refused with the last lines of a build that fails. */
export async function buildMixed(
  archived: ArchivedRecipe,
  entries: readonly LockedPackage[],
  contents: readonly (string | Uint8Array)[],
  options: MixerOptions,
  say: Say,
): Promise<MixedImage> {
  await saveRecipe(options.state, fingerprintOf(archived), archived, contents);
  const packages = Object.fromEntries(entries.map(({ name, version }) => [name, version]));
  try {
    const image = await imageOf(archived, options, say);
    const lock = { digest: archived.lock, packages };
    return { kind: 'image', parts: { image, base: archived.base, lock, code: { ...archived.code } } };
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code !== 'IMAGE_BUILD_FAILED') throw error;
    if (/no space left on device/i.test(error.message)) throw new PlumblineError('DISK_FULL', error.message);
    return { kind: 'refused', reason: error.message };
  }
}

async function readSide(archived: ArchivedRecipe, state: string, say: Say): Promise<Side> {
  const text = (await readContent(state, lockContent(archived))).toString('utf8');
  // With the side's own target: a wheel that is not for the mixture's is pip's to refuse.
  return { text, ...(await recipeWheels(state, archived, say)) };
}

async function lockOf(
  { good, bad }: { readonly good: Side; readonly bad: Side },
  mixture: Mixture,
  origin: ArchivedRecipe,
  { state }: MixerOptions,
  say: Say,
): Promise<Resolution> {
  const [taken, target, scratch] = [new Set(mixture.taken), targetOf(origin), join(state, 'scratch')];
  const versions = mixture.versions ?? {};
  let entries = mixEntries(good, bad, taken);
  let wheels: readonly Wheel[] = [...good.wheels, ...bad.wheels];
  if (Object.keys(versions).length > 0) {
    say(`resolving ${Object.entries(versions).map((pair) => pair.join(' '))}`);
    const needs = await readNeeds(good, bad, target, scratch);
    const found = await entriesBetween({ entries, good, bad, taken, versions, needs, wheels, target, scratch });
    if (found.kind === 'refused') return found;
    entries = found.packages;
    wheels = await ensureWheels(entries, { cache: join(state, 'wheels'), target });
  }
  say(`resolving ${entries.length} packages again`);
  const reason = await checkLock(entries, wheels, { target, scratch });
  return reason === null ? { kind: 'resolved', packages: entries } : { kind: 'refused', reason };
}

/** Code by path: of both sides as taken, or as it was at a commit of the catalog's repository. */
async function codeOf(
  { good, bad }: Recipes,
  { taken, commit }: Mixture,
  { catalog }: MixerOptions,
): Promise<{ readonly map: Record<string, string>; readonly contents: readonly Uint8Array[] }> {
  if (commit === undefined) return { map: mixKeys('code', good.code, bad.code, new Set(taken)), contents: [] };
  const found = (await catalog.load()).benchmarks.find(({ manifest }) => manifest.name === good.benchmark);
  if (found === undefined)
    throw new PlumblineError('UNKNOWN_BENCHMARK', `benchmark "${good.benchmark}" is not in the catalog`);
  return codeAtCommit(found.folder, commit, [...new Set([...Object.keys(good.code), ...Object.keys(bad.code)])]);
}

/** Code files of a benchmark's folder as of a commit. INPUT_INVALID names a commit that is not there. */
export async function codeAtCommit(
  folder: string,
  commit: string,
  paths: readonly string[],
): Promise<{ readonly map: Record<string, string>; readonly contents: readonly Uint8Array[] }> {
  const files = await filesAt(folder, commit, [...paths].sort());
  if (files === null)
    throw new PlumblineError('INPUT_INVALID', `the catalog's repository has no commit "${commit.slice(0, 80)}"`);
  const map = Object.fromEntries([...files].map(([path, bytes]) => [path, sha256Hex(bytes)]));
  return { map, contents: [...files.values()] };
}
