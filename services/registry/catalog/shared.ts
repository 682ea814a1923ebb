import { basename, dirname, join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { BaseImage, type CatalogDataset, Dataset, Platform } from '../../core/model/catalog.ts';
import { type Read, readYaml } from '../yaml/read.ts';
import { checkDataset } from './dataset.ts';
import type { Findings } from './finding.ts';
import { manifestFiles } from './folder.ts';

/** The files that benchmarks share. */
export interface Shared {
  readonly datasets: readonly CatalogDataset[];
  readonly platforms: readonly Platform[];
  readonly bases: readonly BaseImage[];
}

/** Reads `datasets/`, `platforms/` and `bases/`. Data files of source `file` lie in `datasets/<name>/`. */
export async function readShared(root: string, findings: Findings): Promise<Shared> {
  const datasets: CatalogDataset[] = [];
  for (const read of await readFolder(root, 'datasets', Dataset, findings)) {
    const manifest = read.value as Dataset;
    const folder = join(dirname(read.file), manifest.name);
    await checkDataset(folder, read, findings);
    datasets.push({ folder, manifest });
  }
  const platforms = (await readFolder(root, 'platforms', Platform, findings)).map((read) => read.value as Platform);
  const bases: BaseImage[] = [];
  for (const read of await readFolder(root, 'bases', BaseImage, findings)) {
    const base = read.value as BaseImage;
    if (base.registry?.includes('@')) {
      findings.error(read.problemAt(['registry'], 'expected a channel (a tag): digests belong to the pin file'));
    }
    bases.push(base);
  }
  return { datasets, platforms, bases };
}

async function readFolder<S extends TSchema & { properties: object }>(
  root: string,
  folder: string,
  schema: S,
  findings: Findings,
): Promise<Read<Static<S>>[]> {
  const good: Read<Static<S>>[] = [];
  for (const file of await manifestFiles(root, folder)) {
    const read = await readYaml(file, schema);
    for (const problem of read.problems) findings.error(problem);
    if (read.value === null) continue;
    const name = (read.value as { name: string }).name;
    const stem = basename(file, '.yaml');
    if (name !== stem)
      findings.error(read.problemAt(['name'], `expected ${stem}, the name of the file, found ${name}`));
    good.push(read);
  }
  return good;
}
