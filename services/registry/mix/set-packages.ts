import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import { type ArchivedRecipe, targetOf } from '../images/recipes.ts';
import { formatLock, type LockedPackage, normalName } from '../lock/lock.ts';
import { recipeWheels } from './build.ts';
import type { MixerOptions, Say } from './context.ts';
import type { LockSide } from './lock.ts';
import { readNeeds } from './metadata.ts';
import { type Resolution, resolvePackages } from './resolve.ts';
import type { Start } from './start.ts';

export interface SetRequest {
  readonly start: Start;
  readonly recipe: ArchivedRecipe;
  readonly packages: readonly LockedPackage[];
  /** Package (normalised) to the version that it should have. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * A lock with some packages at other versions and as little else moved as pip allows: first nothing, then the packages that
 * a direct dependency ties to them, then everything that requirements.in leaves open. INPUT_INVALID with pip's words.
 */
export async function setPackages(request: SetRequest, options: MixerOptions, say: Say): Promise<LockSide> {
  const { packages, versions, recipe } = request;
  const [target, scratch] = [targetOf(recipe), join(options.state, 'scratch')];
  const wanted = Object.entries(versions).map(([name, version]) => `${name}==${version}`);
  const { wheels } = await recipeWheels(options.state, recipe, say);
  const pins = packages.filter(({ name }) => !Object.hasOwn(versions, name));
  const needs = await readNeeds({ packages, wheels }, { packages, wheels }, target, scratch);
  const tied = new Set<string>();
  for (const { name, needs: others } of needs)
    for (const other of Object.keys(others)) {
      if (Object.hasOwn(versions, name)) tied.add(other);
      if (Object.hasOwn(versions, other)) tied.add(name);
    }
  const requirements = (await requirementsOf(request)).filter(({ name }) => !Object.hasOwn(versions, name));
  const loose = [...tied].filter((name) => !Object.hasOwn(versions, name));
  const asked = (names: readonly string[]) => [
    ...names.filter((name) => !requirements.some((line) => line.name === name)),
    ...requirements.filter(({ name }) => names.includes(name)).map(({ text }) => text),
  ];
  const tries: readonly { readonly fixed: readonly LockedPackage[]; readonly free: readonly string[] }[] = [
    { fixed: pins, free: wanted },
    { fixed: pins.filter(({ name }) => !tied.has(name)), free: [...wanted, ...asked(loose)] },
    { fixed: [], free: [...wanted, ...requirements.map(({ text }) => text)] },
  ];
  let found: Resolution = { kind: 'refused', reason: '' };
  for (const { fixed, free } of tries) {
    say(`resolving ${wanted.join(', ')} with ${fixed.length} other packages as they are`);
    found = await resolvePackages({ fixed, free, wheels, target, scratch });
    if (found.kind === 'resolved') break;
  }
  if (found.kind === 'refused')
    throw new PlumblineError('INPUT_INVALID', `package:${wanted.join(', package:')}: ${found.reason}`);
  return { packages: found.packages, text: formatLock(found.packages, HEADING) };
}

/** Equal sets are equal files. */
const HEADING = 'The lock of the benchmark with packages set to other versions.';

/** The lines of requirements.in with the names that they are about. */
async function requirementsOf({ start }: SetRequest): Promise<{ readonly name: string; readonly text: string }[]> {
  const { folder, manifest } = start.benchmark;
  const lines = (await readFile(join(folder, manifest.image.requirements), 'utf8')).split(/\r?\n/);
  return lines.flatMap((line) => {
    const text = line.replace(/(?:^|\s)#.*$/, '').trim();
    const name = /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(text)?.[0];
    // Paths and addresses would run a package's code, and options are not requirements.
    return name === undefined || /[/@]/.test(text) ? [] : [{ name: normalName(name), text }];
  });
}
