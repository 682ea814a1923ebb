import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import type { Pins } from '../../core/model/pins.ts';
import { type ArchivedRecipe, targetOf } from '../images/recipes.ts';
import { formatLock, type LockedPackage, lockDigest, normalName, parseLock } from '../lock/lock.ts';
import { ensureWheels } from '../lock/wheels.ts';
import { checkLock } from './check.ts';
import type { MixerOptions, Say } from './context.ts';
import { buildMixed } from './image.ts';
import { resolvePackages } from './resolve.ts';
import { recipeOfPins } from './source.ts';
import type { Start } from './start.ts';

/** The benchmark's code and base with the packages of another lock. INPUT_INVALID with the line, or with pip's words. */
export async function prepareLock(start: Start, text: string, options: MixerOptions, say: Say): Promise<Pins> {
  const recipe = await recipeOfPins(start.pins, options);
  const packages = await readLock(text, recipe, options, say);
  const whole = parseLock(text).problems.length === 0 ? text : formatLock(packages, 'Hashes resolved with pip.');
  return buildLock(start.pins, recipe, { text: whole, packages }, options, say);
}

/** Builds pins with another lock, after pip has agreed to it. INPUT_INVALID with pip's words, IMAGE_BUILD_FAILED. */
export async function buildLock(
  pins: Pins,
  recipe: ArchivedRecipe,
  lock: { readonly text: string; readonly packages: readonly LockedPackage[] },
  options: MixerOptions,
  say: Say,
  code: { readonly map: Record<string, string>; readonly contents: readonly Uint8Array[] } = {
    map: recipe.code,
    contents: [],
  },
): Promise<Pins> {
  const { state } = options;
  const target = targetOf(recipe);
  const wheels = await ensureWheels(lock.packages, {
    cache: join(state, 'wheels'),
    target,
    onProgress: (done, total, name) => name !== '' && say(`downloading ${name} (${done} of ${total} wheels are there)`),
  });
  say(`resolving ${lock.packages.length} packages again`);
  const reason = await checkLock(lock.packages, wheels, { target, scratch: join(state, 'scratch') });
  if (reason !== null) throw new PlumblineError('INPUT_INVALID', `the lock cannot be installed: ${reason}`);
  const archived = { ...recipe, lock: lockDigest(lock.text), code: code.map };
  const built = await buildMixed(archived, lock.packages, [lock.text, ...code.contents], options, say);
  if (built.kind === 'refused') throw new PlumblineError('IMAGE_BUILD_FAILED', built.reason);
  return { ...pins, ...built.parts };
}

const PLAIN = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*==\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)$/;

async function readLock(
  text: string,
  recipe: ArchivedRecipe,
  options: MixerOptions,
  say: Say,
): Promise<readonly LockedPackage[]> {
  const { packages, problems } = parseLock(text);
  const [problem] = problems;
  if (problem === undefined) return packages;
  const plain = readFreeze(text);
  if (plain === null) throw new PlumblineError('INPUT_INVALID', problem.message, { place: { line: problem.line } });
  say(`resolving the hashes of ${plain.length} packages`);
  const found = await resolvePackages({
    fixed: [],
    free: plain,
    pre: true,
    alone: true,
    target: targetOf(recipe),
    scratch: join(options.state, 'scratch'),
  });
  if (found.kind === 'refused') throw new PlumblineError('INPUT_INVALID', found.reason);
  return found.packages;
}

/** `NAME==VERSION` lines without hashes, as `pip freeze` writes them; null for anything else, or a name that comes twice. */
function readFreeze(text: string): readonly string[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  const found = new Map<string, string>();
  for (const line of lines) {
    const match = PLAIN.exec(line);
    if (match === null) return null;
    found.set(normalName(match[1] as string), line);
  }
  return found.size === lines.length ? [...found.values()] : null;
}
