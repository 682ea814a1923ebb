import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageOptions, ProgressFactory } from '../cli/context.ts';
import { PlumblineError } from '../core/errors.ts';
import type { Catalog, CatalogBenchmark } from '../core/model/catalog.ts';
import type { Config } from '../core/model/config.ts';
import { sha256Hex } from '../core/model/identity.ts';
import { resolutionsOf } from '../core/planning/channels.ts';
import { loadCatalog } from '../registry/catalog/load.ts';
import { buildCatalogImages } from '../registry/images/catalog-images.ts';
import { parseLock } from '../registry/lock/lock.ts';
import { resolveLock } from '../registry/lock/resolve.ts';
import { dockerCredentials } from '../registry/oci/credentials.ts';
import { createPinSource } from '../registry/pins/source.ts';
import { recordChannels } from './channels.ts';
import { systemClock } from './clock.ts';
import { pinFile } from './folders.ts';

export interface BuiltImage {
  readonly benchmark: string;
  readonly platform: string;
  readonly image: string;
  readonly built: boolean;
}

/** Builds what is missing, one benchmark after the other, and saves the pins after each: a later failure loses nothing. */
export async function buildImages(
  config: Config,
  options: ImageOptions,
  progress: ProgressFactory,
  signal: AbortSignal,
): Promise<readonly BuiltImage[]> {
  const catalog = await loadCatalog(config.catalog);
  const pins = createPinSource(pinFile(config));
  const images: BuiltImage[] = [];
  for (const { manifest } of chosen(catalog, options.benchmarks)) {
    const bar = progress(`image ${manifest.name}`);
    let built = false;
    const result = await buildCatalogImages({
      catalog,
      state: config.state,
      clock: systemClock,
      from: options.base ?? config.images.base,
      registry: config.images.registry,
      credentials: dockerCredentials(config.dockerConfig),
      only: [manifest.name],
      previous: await pins.load(),
      signal,
      onProgress: (event) => {
        if (event.phase === 'build') built = true;
        if (event.phase === 'note') bar.line(event.text);
        else bar.step(event.step ?? 0, event.total ?? 1, event.text);
      },
    });
    bar.end();
    for (const skipped of result.skipped)
      bar.line(`${skipped.benchmark} on ${skipped.platform} is not built here: ${skipped.reason}`);
    await pins.save(result.file);
    await recordChannels(config, resolutionsOf(catalog, result.file), bar.line);
    for (const pin of result.file.pins)
      if (pin.benchmark === manifest.name)
        images.push({ benchmark: pin.benchmark, platform: pin.platform, image: pin.image.reference, built });
  }
  return images;
}

/** Follows requirements.in to the index and writes requirements.lock; answers with what moved, in words. */
export async function resolveChannels(
  config: Config,
  names: readonly string[],
  progress: ProgressFactory,
): Promise<readonly { readonly benchmark: string; readonly changes: readonly string[] }[]> {
  const catalog = await loadCatalog(config.catalog);
  const results: { benchmark: string; changes: readonly string[] }[] = [];
  for (const { folder, manifest } of chosen(catalog, names)) {
    const bar = progress(`pin ${manifest.name}`);
    bar.step(0, 1, 'asking the package index');
    const suite = catalog.bases.find((base) => base.name === manifest.image.base)?.debian.suite ?? 'bookworm';
    const resolved = await resolveLock({
      requirements: join(folder, manifest.image.requirements),
      target: { python: manifest.image.python, architecture: architectureOf(catalog, manifest.platforms[0]), suite },
      scratch: join(config.state, 'scratch'),
    });
    const file = join(folder, manifest.image.lock);
    const changes = versionChanges(await readFile(file, 'utf8'), resolved.text);
    if (changes.length > 0) await writeFile(file, resolved.text);
    const digest = `sha256:${sha256Hex(resolved.text)}`;
    const channel = {
      channel: `packages:${manifest.name}`,
      kind: 'packages',
      pointer: manifest.image.requirements,
    } as const;
    await recordChannels(config, [{ ...channel, digest, at: systemClock.now().toISOString() }], bar.line);
    bar.end();
    bar.line(`${manifest.name}: ${changes.join(', ') || 'unchanged'}`);
    results.push({ benchmark: manifest.name, changes });
  }
  return results;
}

/** The benchmarks that were named; of none, all that somebody has run. */
function chosen(catalog: Catalog, names: readonly string[]): readonly CatalogBenchmark[] {
  const unknown = names.find((name) => !catalog.benchmarks.some(({ manifest }) => manifest.name === name));
  if (unknown !== undefined)
    throw new PlumblineError(
      'UNKNOWN_BENCHMARK',
      `no benchmark "${unknown}" in ${catalog.root}; there are ${catalog.benchmarks.map(({ manifest }) => manifest.name).join(', ')}`,
    );
  return names.length === 0
    ? catalog.benchmarks.filter(({ manifest }) => manifest.notRun === undefined)
    : catalog.benchmarks.filter(({ manifest }) => names.includes(manifest.name));
}

function architectureOf(catalog: Catalog, platform: string | undefined): 'amd64' | 'arm64' {
  return catalog.platforms.find(({ name }) => name === platform)?.architecture ?? 'amd64';
}

/** `numpy 1.26.4 → 2.0.0`, one for each package that differs; an added or removed one has one side only. */
function versionChanges(before: string, after: string): string[] {
  const versions = (text: string) => new Map(parseLock(text).packages.map(({ name, version }) => [name, version]));
  const [old, fresh] = [versions(before), versions(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .sort()
    .filter((name) => old.get(name) !== fresh.get(name))
    .map((name) => `${name} ${old.get(name) ?? '(absent)'} → ${fresh.get(name) ?? '(absent)'}`);
}
