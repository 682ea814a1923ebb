import { PlumblineError } from '../../core/errors.ts';
import type { Catalog, CatalogBenchmark, CatalogDataset } from '../../core/model/catalog.ts';
import { filesDigest } from '../../core/model/identity.ts';
import type { DatasetPin, ImagePin, Pins } from '../../core/model/pins.ts';
import type { ImageParts } from '../images/recipe.ts';

/** What a benchmark resolved to on one platform. */
export function pinBenchmark(
  catalog: Catalog,
  benchmark: CatalogBenchmark,
  platform: string,
  parts: ImageParts,
  images: { readonly image: ImagePin; readonly base: ImagePin },
): Pins {
  const { name, methodVersion, command, config, env, dataset } = benchmark.manifest;
  const found = catalog.datasets.find((candidate) => candidate.manifest.name === dataset.name);
  if (found === undefined) throw new PlumblineError('CATALOG_INVALID', `${name}: no datasets/${dataset.name}.yaml`);
  return {
    schemaVersion: 1,
    benchmark: name,
    methodVersion,
    platform,
    image: images.image,
    base: images.base,
    lock: { digest: parts.lock.digest, packages: { ...parts.lock.packages } },
    code: { ...parts.code },
    command: [...command],
    config: { ...config },
    env: { ...env },
    dataset: pinDataset(found),
  };
}

/** A data set by content: its digest is over the paths and SHA-256s, so neither title nor source changes it. */
export function pinDataset({ folder, manifest }: CatalogDataset): DatasetPin {
  const { name, version, source, files } = manifest;
  return {
    name,
    version,
    digest: filesDigest(files),
    source,
    files: files.map((file) => ({ ...file, ...(file.source?.kind === 'file' ? { folder } : {}) })),
    ...(source.kind === 'file' ? { folder } : {}),
  };
}
