import { type CatalogFinding, formatFinding } from './finding.ts';
import { inspectCatalog } from './load.ts';

/** What `plumbline catalog check` says, as data. */
export interface CatalogCheck {
  readonly root: string;
  readonly benchmarks: readonly {
    readonly name: string;
    readonly title: string;
    readonly platforms: readonly string[];
    /** What is missing, where nobody has run it. */
    readonly notRun: string | null;
  }[];
  readonly datasets: readonly string[];
  readonly platforms: readonly string[];
  readonly bases: readonly string[];
  readonly findings: readonly CatalogFinding[];
  /** Whether nothing is an error. */
  readonly valid: boolean;
}

/** Reads a catalog and lists what is in it and what is wrong with it. */
export async function checkCatalog(folder: string): Promise<CatalogCheck> {
  const { catalog, findings } = await inspectCatalog(folder);
  return {
    root: catalog.root,
    benchmarks: catalog.benchmarks.map(({ manifest: { name, title, platforms, notRun = null } }) => ({
      name,
      title,
      platforms,
      notRun,
    })),
    datasets: catalog.datasets.map(({ manifest }) => manifest.name),
    platforms: catalog.platforms.map((platform) => platform.name),
    bases: catalog.bases.map((base) => base.name),
    findings,
    valid: findings.every((finding) => finding.severity !== 'error'),
  };
}

/** The findings as lines for a terminal; empty when there are none. */
export function formatCheck(check: CatalogCheck): string {
  return check.findings.map(formatFinding).join('\n');
}
