import { PlumblineError } from '../../core/errors.ts';
import type { Scalar } from '../../core/model/base.ts';
import type { Pins } from '../../core/model/pins.ts';
import { overrideConfig } from '../../core/planning/overrides.ts';
import { lockContent, readContent } from '../images/recipes.ts';
import { normalName, parseLock } from '../lock/lock.ts';
import { pinDataset } from '../pins/pin.ts';
import type { MixerOptions, Say } from './context.ts';
import { codeAtCommit } from './image.ts';
import { buildLock } from './prepare-lock.ts';
import { setPackages } from './set-packages.ts';
import { recipeOfPins } from './source.ts';
import type { Start } from './start.ts';
import { wholeImage } from './whole.ts';

type Factors = Readonly<Record<string, Scalar>>;

const FACTORS = 'package:NAME, config:KEY, env:NAME, command, code (a git commit) and dataset (a name in the catalog)';
const VARIABLE = /^[A-Z][A-Z0-9_]{0,63}$/;
/** As PEP 508 writes it: anything else is an option or an address to pip, which could run a package's code. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9.!+_-]{0,100}$/;

/** The benchmark as it is pinned now with some factors set otherwise. INPUT_INVALID names the factor or its value. */
export async function prepareSet(start: Start, set: Factors, options: MixerOptions, say: Say): Promise<Pins> {
  const parts = sort(set);
  const { config, env, dataset, command } = start.pins;
  const pins = {
    ...start.pins,
    config: overrideConfig(config, parts.config),
    env: { ...env, ...parts.env },
    dataset: parts.dataset === null ? dataset : datasetOf(start, parts.dataset),
    command: parts.command ?? command,
  };
  const wanted = Object.keys(parts.packages).length > 0 || parts.commit !== null;
  if (!wanted) return { ...pins, image: await wholeImage(pins, options, say) };
  const recipe = await recipeOfPins(pins, options);
  const text = (await readContent(options.state, lockContent(recipe))).toString('utf8');
  const locked = { text, packages: parseLock(text).packages };
  const lock =
    Object.keys(parts.packages).length === 0
      ? locked
      : await setPackages({ start, recipe, packages: locked.packages, versions: parts.packages }, options, say);
  if (parts.commit === null) return buildLock(pins, recipe, lock, options, say);
  const paths = start.benchmark.manifest.code;
  const code = await codeAtCommit(start.benchmark.folder, parts.commit, paths);
  return buildLock(pins, recipe, lock, options, say, code);
}

interface SetParts {
  readonly packages: Record<string, string>;
  readonly config: Record<string, Scalar>;
  readonly env: Record<string, string>;
  dataset: string | null;
  command: string[] | null;
  commit: string | null;
}

function sort(set: Factors): SetParts {
  const parts: SetParts = { packages: {}, config: {}, env: {}, dataset: null, command: null, commit: null };
  for (const [factor, value] of Object.entries(set)) {
    const [kind, key] = split(factor);
    const text = String(value);
    if (kind === 'package' && NAME.test(key)) parts.packages[normalName(key)] = checked(factor, text, VERSION);
    else if (kind === 'config' && key !== '') parts.config[key] = value;
    else if (kind === 'env' && VARIABLE.test(key)) parts.env[key] = text;
    else if (factor === 'dataset') parts.dataset = text;
    else if (factor === 'code') parts.commit = text;
    else if (factor === 'command' && text.trim() !== '') parts.command = text.trim().split(/\s+/);
    else throw new PlumblineError('INPUT_INVALID', `the factor "${factor}" cannot be set; possible are ${FACTORS}`);
  }
  return parts;
}

function split(factor: string): [kind: string, key: string] {
  const at = factor.indexOf(':');
  return at < 0 ? [factor, ''] : [factor.slice(0, at), factor.slice(at + 1)];
}

function checked(factor: string, value: string, pattern: RegExp): string {
  if (pattern.test(value)) return value;
  throw new PlumblineError('INPUT_INVALID', `${factor} wants a version, not "${value.slice(0, 100)}"`);
}

function datasetOf({ catalog }: Start, name: string): Pins['dataset'] {
  const found = catalog.datasets.find(({ manifest }) => manifest.name === name);
  if (found !== undefined) return pinDataset(found);
  const known = catalog.datasets.map(({ manifest }) => manifest.name).join(', ');
  throw new PlumblineError('INPUT_INVALID', `there is no data set "${name}" in the catalog; known: ${known}`);
}
