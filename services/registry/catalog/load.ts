import { join, resolve } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import type { Catalog, CatalogBenchmark } from '../../core/model/catalog.ts';
import type { CatalogSource } from '../../core/ports/sources.ts';
import { problemError } from '../yaml/problem.ts';
import { readBenchmark } from './benchmark.ts';
import { type CatalogFinding, createFindings } from './finding.ts';
import { benchmarkFolders } from './folder.ts';
import { readShared } from './shared.ts';

/** Everything that was found while reading a catalog; `catalog` holds what could be read. */
export interface CatalogInspection {
  readonly catalog: Catalog;
  readonly findings: readonly CatalogFinding[];
}

/**
 * Reads a catalog and reports every fault instead of the first. `root` of the result is absolute.
 * CATALOG_INVALID when the folder itself cannot be read.
 */
export async function inspectCatalog(folder: string): Promise<CatalogInspection> {
  const root = resolve(folder);
  const findings = createFindings();
  const names = await benchmarkFolders(root).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlumblineError('CATALOG_INVALID', `the folder cannot be read: ${reason}`, { place: { file: root } });
  });
  if (names.length === 0)
    findings.error({ file: root, path: '', message: 'expected at least one benchmark folder, found none' });
  const shared = await readShared(root, findings);
  const known = {
    platforms: new Set(shared.platforms.map((platform) => platform.name)),
    bases: new Set(shared.bases.map((base) => base.name)),
    datasets: new Map(shared.datasets.map(({ manifest }) => [manifest.name, manifest.version])),
  };
  const benchmarks: CatalogBenchmark[] = [];
  for (const name of names) {
    const path = join(root, name);
    const manifest = await readBenchmark(path, known, findings);
    if (manifest !== null) benchmarks.push({ folder: path, manifest });
  }
  return { catalog: { root, benchmarks, ...shared }, findings: findings.all };
}

/** Reads a catalog that must be right: CATALOG_INVALID lists every error with file, line and column. */
export async function loadCatalog(folder: string): Promise<Catalog> {
  const { catalog, findings } = await inspectCatalog(folder);
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw problemError('CATALOG_INVALID', errors);
  return catalog;
}

/** The catalog of a folder, read afresh each time: an edit counts from the next night on, without a restart. */
export function createCatalogSource(folder: string): CatalogSource {
  return { load: () => loadCatalog(folder) };
}
