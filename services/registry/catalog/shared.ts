import { basename, dirname, join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { BaseImage, type CatalogDataset, Dataset, Platform } from '../../core/model/catalog.ts';
import { sourceProblem } from '../../core/model/data-source.ts';
import { type Read, readYaml } from '../yaml/read.ts';
import type { Findings } from './finding.ts';
import { isFile, manifestFiles } from './folder.ts';

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

/** What a worker would refuse, said before a night asks for it. */
function checkSource(read: Read<Dataset>, findings: Findings): void {
  const { files, source } = read.value as Dataset;
  const problem = sourceProblem(source, files.length);
  if (problem !== null) findings.error(read.problemAt(['source'], problem));
  else if ('url' in source && /^(?:http|git):/.test(source.url)) {
    findings.warn(
      read.problemAt(['source', 'url'], 'is not encrypted: workers fetch it only where data.private names its host'),
    );
  } else if (source.kind === 'oci' && !source.image.includes('@') && !/:[^/]+$/.test(source.image)) {
    findings.warn(read.problemAt(['source', 'image'], 'names no tag and no digest: the registry’s "latest" is meant'));
  }
}

async function checkDataset(folder: string, read: Read<Dataset>, findings: Findings): Promise<void> {
  const { files, source } = read.value as Dataset;
  checkSource(read, findings);
  const seen = new Set<string>();
  const members = new Map<string, string>();
  for (const [index, file] of files.entries()) {
    if (seen.has(file.path)) findings.error(read.problemAt(['files', index, 'path'], `${file.path} is named twice`));
    seen.add(file.path);
    const member = file.member ?? file.path;
    const same = members.get(member);
    if (same !== undefined && same !== file.sha256) {
      findings.error(read.problemAt(['files', index, 'sha256'], `${member} has two SHA-256s: one is not its own`));
    }
    members.set(member, file.sha256);
    if (source.kind === 'file' && !(await isFile(join(folder, member)))) {
      findings.error(
        read.problemAt(['files', index], `expected the file ${basename(folder)}/${member} beside this one`),
      );
    }
  }
  for (const [index, { path }] of files.entries()) {
    const inside = parentsOf(path).find((folder) => seen.has(folder));
    if (inside !== undefined) {
      findings.error(read.problemAt(['files', index, 'path'], `${inside} is a file of the set, and no folder`));
    }
  }
}

/** Folders that a path is in, the outermost first. */
function parentsOf(path: string): readonly string[] {
  const pieces = path.split('/');
  return pieces.slice(0, -1).map((_, at) => pieces.slice(0, at + 1).join('/'));
}
