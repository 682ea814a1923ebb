import type { Benchmark } from '../model/benchmark.ts';
import type { Catalog } from '../model/catalog.ts';
import type { PinFile, Pins } from '../model/pins.ts';
import type { PlanProblem } from './problem.ts';
import { type BenchmarkContent, staleness } from './stale.ts';

/** A benchmark's folder as it was read, or why it could not be. */
export type ContentReading = BenchmarkContent | { readonly unreadable: string };

/** A cell of benchmarks × platforms that may run. */
export interface PinnedCell {
  readonly manifest: Benchmark;
  readonly pins: Pins;
}

/**
 * Pairs every benchmark of the catalog with every platform it names, and each pair with its pins. A pair without pins
 * that hold is a problem and not a cell. Canaries are in no night: each host runs its own before one. What nobody has run
 * yet is in none until it is pinned.
 *
 * @param contents by the benchmark's name; a benchmark that is not in it is checked without its files.
 */
export function pinnedMatrix(
  catalog: Catalog,
  pinFile: PinFile | null,
  contents: ReadonlyMap<string, ContentReading>,
): { readonly cells: readonly PinnedCell[]; readonly problems: readonly PlanProblem[] } {
  const cells: PinnedCell[] = [];
  const problems: PlanProblem[] = [];
  for (const { manifest } of catalog.benchmarks) {
    if (manifest.canary === true) continue;
    for (const platform of manifest.platforms) {
      const found = pinnedCell(catalog, pinFile, manifest, platform, contents.get(manifest.name) ?? null);
      if ('pins' in found) cells.push(found);
      // Nobody has run it, and nobody is expected to have pinned it.
      else if (found.code === 'not-pinned' && manifest.notRun !== undefined) continue;
      else problems.push(found);
    }
  }
  return { cells, problems };
}

/** The pins of one benchmark on one platform, or why it cannot run. */
export function pinnedCell(
  catalog: Catalog,
  pinFile: PinFile | null,
  manifest: Benchmark,
  platform: string,
  content: ContentReading | null,
): PinnedCell | PlanProblem {
  const problem = (code: PlanProblem['code'], message: string): PlanProblem => ({
    code,
    benchmark: manifest.name,
    platform,
    message,
  });
  const pins = pinFile?.pins.find((entry) => entry.benchmark === manifest.name && entry.platform === platform);
  if (pins === undefined) {
    return problem('not-pinned', pinFile === null ? 'there is no pin file' : 'the pin file has no entry for it');
  }
  if (content !== null && 'unreadable' in content) return problem('unreadable', content.unreadable);
  const dataset = catalog.datasets.find((entry) => entry.manifest.name === manifest.dataset.name);
  const differences = staleness(pins, manifest, dataset, content);
  return differences.length > 0 ? problem('pin-stale', differences.join('; ')) : { manifest, pins };
}
