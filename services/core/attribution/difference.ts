import type { Accelerator, Host, LoadedLibrary, Stack } from '../model/environment.ts';
import type { FactorChange } from '../model/incident.ts';
import { type ImagePin, isRestorable, type Pins } from '../model/pins.ts';
import { byControl } from './factor.ts';

/** Both halves of an environment as they were observed; a half that was not recorded is null. */
export interface ObservedEnvironment {
  readonly stack: Stack | null;
  readonly host: Host | null;
}

type Values = Readonly<Record<string, string | number | boolean>>;

/**
 * Every factor that differs between two environments, at every depth, the ones that the author controls first. A half
 * that one side lacks gives no factors: nothing is known to differ there.
 */
export function factorDifference(good: ObservedEnvironment, bad: ObservedEnvironment): FactorChange[] {
  const changes: FactorChange[] = [];
  if (good.stack && bad.stack) changes.push(...stackDifference(good.stack, bad.stack));
  if (good.host && bad.host) changes.push(...hostDifference(good.host, bad.host));
  return changes.sort(byControl);
}

/**
 * Every factor that differs between what two jobs were told to execute. An image that we built is named by its parts;
 * one that others built (no recipe) is a factor of its own, `image`, beside what the pins say of its parts.
 */
export function pinsDifference(good: Pins, bad: Pins): FactorChange[] {
  // What another system ran was told to nobody here: it is known as far as it was observed.
  if (!isRestorable(good) || !isRestorable(bad)) return [];
  const code = keyed('code', good.code, bad.code);
  const packages = keyed('package', good.lock.packages, bad.lock.packages);
  const lock = packages.length === 0 ? single('lock', good.lock.digest, bad.lock.digest) : [];
  const base = single('base', good.base.reference, bad.base.reference);
  const parts = [...code, ...packages, ...lock, ...base];
  return [
    ...parts,
    ...keyed('config', good.config, bad.config),
    ...keyed('env', good.env, bad.env),
    ...single('command', good.command.join(' '), bad.command.join(' ')),
    ...datasetDifference(
      { ...good.dataset, files: digests(good.dataset.files) },
      { ...bad.dataset, files: digests(bad.dataset.files) },
    ),
    ...imageDifference(good.image, bad.image, parts.length > 0),
  ].sort(byControl);
}

/**
 * Everything that is known to differ between two runs: what was observed, and of what was pinned the factors that no
 * observation names (an image, a Dockerfile, a base whose system has the same name).
 */
export function runDifference(
  good: ObservedEnvironment & { readonly pins: Pins },
  bad: ObservedEnvironment & { readonly pins: Pins },
): FactorChange[] {
  const seen = factorDifference(good, bad);
  const named = new Set(seen.map(({ factor }) => factor));
  const pinned = pinsDifference(good.pins, bad.pins).filter(({ factor }) => !named.has(factor));
  return [...seen, ...pinned].sort(byControl);
}

/** Hex digits of a recipe that are shown: enough to tell two apart. */
const RECIPE_DIGITS = 12;

/**
 * The image of one recipe may have many ids, so an id is no difference where both recipes are known. A recipe is made of
 * base, lock, code and Dockerfile: where the first three are equal, the last one differs.
 */
function imageDifference(good: ImagePin, bad: ImagePin, explained: boolean): FactorChange[] {
  if (good.recipe === undefined || bad.recipe === undefined) return single('image', good.reference, bad.reference);
  return explained ? [] : single('dockerfile', shortRecipe(good.recipe), shortRecipe(bad.recipe));
}

const shortRecipe = (recipe: string): string => `recipe ${recipe.replace('sha256:', '').slice(0, RECIPE_DIGITS)}`;

function stackDifference(good: Stack, bad: Stack): FactorChange[] {
  const packages = keyed('package', good.packages, bad.packages);
  return [
    ...keyed('code', good.code, bad.code),
    ...keyed('config', good.config, bad.config),
    ...keyed('env', { ...good.imageEnv, ...good.env }, { ...bad.imageEnv, ...bad.env }),
    ...single('command', good.command.join(' '), bad.command.join(' ')),
    ...datasetDifference(good.dataset, bad.dataset),
    ...packages,
    // The lock differs whenever a package does; it is news only where the versions are the same (other hashes).
    ...(packages.length === 0 ? single('lock', good.lock, bad.lock) : []),
    ...single('python', good.python, bad.python),
    ...single('base', good.os, bad.os),
    ...keyed('os-package', good.osPackages, bad.osPackages),
    ...single('harness', good.harness, bad.harness),
  ];
}

function hostDifference(good: Host, bad: Host): FactorChange[] {
  return [
    ...keyed('library', libraries(good.libraries), libraries(bad.libraries)),
    ...keyed('alternative', good.alternatives, bad.alternatives),
    ...accelerators(good.accelerators, bad.accelerators),
    ...known('kernel', good.kernel, bad.kernel),
    ...known('microcode', good.microcode, bad.microcode),
    ...known('governor', good.governor, bad.governor),
    ...keyed('engine', good.engine, bad.engine),
    ...known('cpu', good.cpuModel, bad.cpuModel),
    ...single('cpus', String(good.cpus), String(bad.cpus)),
    ...single('memory', `${good.memoryMiB} MiB`, `${bad.memoryMiB} MiB`),
    ...known('host', good.host, bad.host),
  ];
}

/** A data set's files; where only its name or version differs, the data is the same and that is no factor. */
function datasetDifference(good: Stack['dataset'], bad: Stack['dataset']): FactorChange[] {
  return keyed('dataset', good.files, bad.files);
}

/**
 * Accelerators by their place in the run; what all of one vendor share by vendor. A setting that one side's record does
 * not have was not read there, which is no difference.
 */
function accelerators(good: readonly Accelerator[], bad: readonly Accelerator[]): FactorChange[] {
  const devices = (list: readonly Accelerator[]) =>
    Object.fromEntries(list.map(({ vendor, model, uuid }, at) => [String(at), `${vendor} ${model} ${uuid}`]));
  const setting = (factor: string, of: (device: Accelerator) => string): FactorChange[] => {
    const to = byVendor(bad, of);
    return Object.entries(byVendor(good, of)).flatMap(([vendor, from]) =>
      known(`${factor}:${vendor}`, from, to[vendor] ?? ''),
    );
  };
  return [
    ...setting('driver', ({ driver }) => driver),
    ...setting('firmware', ({ firmware }) => firmware),
    ...setting('ecc', ({ ecc = '' }) => ecc),
    ...setting('mig', ({ mig = '' }) => mig),
    ...setting('power-limit', ({ powerLimitWatts: watts }) => (watts === undefined ? '' : `${watts} W`)),
    ...setting('device-memory', ({ memoryMiB }) => (memoryMiB === undefined ? '' : `${memoryMiB} MiB`)),
    ...keyed('device', devices(good), devices(bad)),
  ];
}

/** What the devices of each vendor have, every value once; those that do not tell it add nothing. */
function byVendor(list: readonly Accelerator[], of: (device: Accelerator) => string): Record<string, string> {
  const values: Record<string, string[]> = {};
  for (const device of list) values[device.vendor] = [...(values[device.vendor] ?? []), of(device)];
  return Object.fromEntries(
    Object.entries(values).map(([vendor, told]) => [vendor, [...new Set(told.filter(Boolean))].sort().join(', ')]),
  );
}

/** The build that was loaded: its build id, or path and size where the file carries none. */
function libraries(loaded: Readonly<Record<string, LoadedLibrary>>): Values {
  return Object.fromEntries(
    Object.entries(loaded).map(([soname, { path, buildId, bytes }]) => [soname, buildId || `${path} (${bytes} bytes)`]),
  );
}

const digests = (files: Pins['dataset']['files']): Record<string, string> =>
  Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));

/** Keys that were added (from is empty), removed (to is empty) or changed. */
function keyed(factor: string, good: Values, bad: Values): FactorChange[] {
  const keys = new Set([...Object.keys(good), ...Object.keys(bad)]);
  return [...keys].flatMap((key) => single(`${factor}:${key}`, present(good[key]), present(bad[key])));
}

/** A value that is there but empty is not the same as one that is absent. */
function present(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  return value === '' ? '""' : String(value);
}

function single(factor: string, from: string, to: string): FactorChange[] {
  return from === to ? [] : [{ factor, from, to }];
}

/** Empty means that it could not be read, which is no difference. */
function known(factor: string, from: string, to: string): FactorChange[] {
  return from === '' || to === '' ? [] : single(factor, from, to);
}
