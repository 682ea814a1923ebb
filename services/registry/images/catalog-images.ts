import { join } from 'node:path';
import type Docker from 'dockerode';
import { PlumblineError } from '../../core/errors.ts';
import type { Catalog, CatalogBenchmark } from '../../core/model/catalog.ts';
import type { ImagePin, PinFile, Pins } from '../../core/model/pins.ts';
import type { Clock } from '../../core/ports/base.ts';
import type { WheelTarget } from '../lock/pip.ts';
import { ensureWheels, type Wheel } from '../lock/wheels.ts';
import type { FindCredentials } from '../oci/credentials.ts';
import { pinBenchmark } from '../pins/pin.ts';
import { ensureBase } from './base.ts';
import { buildImage, findBuilt } from './build.ts';
import { connectEngine, engineArchitecture } from './engine.ts';
import type { OnProgress } from './progress.ts';
import { pushImage } from './push.ts';
import { type ImageParts, readContents, readParts, recipeOf } from './recipe.ts';
import { saveRecipe } from './recipes.ts';

export interface CatalogImagesOptions {
  readonly catalog: Catalog;
  /** Folder for everything written: wheel cache, build logs, archives in the making. */
  readonly state: string;
  readonly clock: Clock;
  /** Where bases come from; `images.base` of the configuration. */
  readonly from: 'auto' | 'registry' | 'debian';
  /** Registry to push to and to pin by; null: images are pinned by image id. */
  readonly registry: string | null;
  /** What this machine knows for registries; absent: they are asked without a name. */
  readonly credentials?: FindCredentials;
  /** Only these benchmarks; the pins of the others are kept from `previous`. */
  readonly only?: readonly string[];
  readonly previous?: PinFile | null;
  /** Make bases anew: follows the channel to the archive's newest packages. */
  readonly refreshBases?: boolean;
  readonly mirror?: string;
  readonly docker?: Docker;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface CatalogImages {
  readonly file: PinFile;
  /** Benchmarks on platforms of another architecture than this engine's: built where that architecture is. */
  readonly skipped: readonly { readonly benchmark: string; readonly platform: string; readonly reason: string }[];
}

interface Built {
  readonly parts: ImageParts;
  readonly image: ImagePin;
  readonly base: ImagePin;
}

/**
 * Resolves every channel of a catalog on this machine: bases, wheels, images; what an equal recipe built before is found
 * again, so a second call takes seconds. Returns the pin file; saving it is the caller's.
 */
export async function buildCatalogImages(options: CatalogImagesOptions): Promise<CatalogImages> {
  const { catalog, only } = options;
  for (const name of only ?? []) {
    if (catalog.benchmarks.some(({ manifest }) => manifest.name === name)) continue;
    throw new PlumblineError('UNKNOWN_BENCHMARK', `no benchmark ${name} in ${catalog.root}`);
  }
  const docker = options.docker ?? connectEngine();
  const onProgress = options.onProgress ?? (() => undefined);
  const architecture = (await engineArchitecture(docker)) as 'amd64' | 'arm64';
  const bases = new Map<string, ImagePin>();
  const pins: Pins[] = [];
  const skipped: CatalogImages['skipped'][number][] = [];
  for (const benchmark of catalog.benchmarks) {
    const { name, platforms } = benchmark.manifest;
    if (only !== undefined && !only.includes(name)) {
      pins.push(...(options.previous?.pins ?? []).filter((pin) => pin.benchmark === name));
      continue;
    }
    const here = platforms.filter((platform) => architectureOf(catalog, platform) === architecture);
    for (const platform of platforms.filter((candidate) => !here.includes(candidate))) {
      skipped.push({ benchmark: name, platform, reason: `this engine is ${architecture}` });
      pins.push(...(options.previous?.pins ?? []).filter((pin) => pin.benchmark === name && pin.platform === platform));
    }
    if (here.length === 0) continue;
    const built = await buildOne(benchmark, { ...options, docker, architecture, bases, onProgress });
    for (const platform of here) pins.push(pinBenchmark(catalog, benchmark, platform, built.parts, built));
  }
  return { file: { schemaVersion: 1, resolvedAt: options.clock.now().toISOString(), pins }, skipped };
}

function architectureOf(catalog: Catalog, platform: string): string | undefined {
  return catalog.platforms.find((candidate) => candidate.name === platform)?.architecture;
}

interface OneOptions extends CatalogImagesOptions {
  readonly docker: Docker;
  readonly architecture: 'amd64' | 'arm64';
  /** Bases that this call has ensured already, by name. */
  readonly bases: Map<string, ImagePin>;
  readonly onProgress: OnProgress;
}

async function buildOne(benchmark: CatalogBenchmark, options: OneOptions): Promise<Built> {
  const { docker, onProgress } = options;
  const name = benchmark.manifest.name;
  const { signal, credentials } = options;
  const common = { docker, onProgress, ...(signal === undefined ? {} : { signal }) };
  const base = await baseOf(benchmark, options);
  const parts = await readParts(benchmark);
  const recipe = recipeOf(parts, base.reference);
  let id = await findBuilt(docker, name, recipe);
  if (id !== null) onProgress({ subject: name, phase: 'found', text: `image of ${name} is there` });
  else {
    const wheels = await wheelsOf(benchmark, parts, options);
    id = await buildImage(benchmark, { ...common, base, recipe, wheels, logs: join(options.state, 'build-logs') });
    onProgress({ subject: name, phase: 'done', text: `built ${name}` });
  }
  await archive(benchmark, parts, base, options);
  if (options.registry === null) return { parts, base, image: { reference: id, kind: 'image-id', recipe } };
  onProgress({ subject: name, phase: 'push', text: `pushing ${name} to ${options.registry}` });
  const image = await pushImage(id, name, { ...common, registry: options.registry, recipe, credentials });
  return { parts, base, image: { ...image, recipe } };
}

/** Keeps what the image was built from, so that a search can build it and its mixtures again when the catalog moved on. */
async function archive(
  benchmark: CatalogBenchmark,
  { lock, code, dockerfile }: ImageParts,
  base: ImagePin,
  options: OneOptions,
): Promise<void> {
  const { name, image } = benchmark.manifest;
  const archived = {
    schemaVersion: 1 as const,
    benchmark: name,
    base,
    baseName: image.base,
    lock: lock.digest,
    code: { ...code },
    dockerfile,
    ...targetFor(benchmark, options),
  };
  const recipe = recipeOf({ lock, code, dockerfile }, base.reference);
  await saveRecipe(options.state, recipe, archived, await readContents(benchmark));
}

function targetFor({ manifest }: CatalogBenchmark, { catalog, architecture }: OneOptions): WheelTarget {
  const base = catalog.bases.find((candidate) => candidate.name === manifest.image.base);
  return { python: manifest.image.python, architecture, suite: base?.debian.suite ?? 'bookworm' };
}

async function baseOf(benchmark: CatalogBenchmark, options: OneOptions): Promise<ImagePin> {
  const name = benchmark.manifest.image.base;
  const known = options.bases.get(name);
  if (known !== undefined) return known;
  const base = options.catalog.bases.find((candidate) => candidate.name === name);
  if (base === undefined)
    throw new PlumblineError('CATALOG_INVALID', `${benchmark.manifest.name}: no bases/${name}.yaml`);
  const { docker, architecture, from, clock, credentials, onProgress, signal, mirror, refreshBases } = options;
  const pin = await ensureBase(base, {
    docker,
    architecture,
    from,
    clock,
    credentials,
    onProgress,
    scratch: join(options.state, 'scratch'),
    ...(signal === undefined ? {} : { signal }),
    ...(mirror === undefined ? {} : { mirror }),
    ...(refreshBases === undefined ? {} : { refresh: refreshBases }),
  });
  options.bases.set(name, pin);
  return pin;
}

function wheelsOf(benchmark: CatalogBenchmark, parts: ImageParts, options: OneOptions): Promise<readonly Wheel[]> {
  const { name } = benchmark.manifest;
  return ensureWheels(parts.locked, {
    cache: join(options.state, 'wheels'),
    target: targetFor(benchmark, options),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onProgress: (step, total, wheel) => {
      const text = wheel === '' ? `${name}: ${total} wheels are there` : `${name}: downloading ${wheel}`;
      options.onProgress({ subject: name, phase: 'wheels', step, total, text });
    },
  });
}
