import type { CheckLine } from '../cli/context.ts';
import { checkCatalog } from '../registry/catalog/check.ts';
import { formatFinding } from '../registry/catalog/finding.ts';
import { loadCatalog } from '../registry/catalog/load.ts';
import { checkPins } from '../registry/pins/check.ts';
import { createPinSource } from '../registry/pins/source.ts';

/** What `plumbline catalog check` prints: every fault, then what is there. */
export async function catalogLines(folder: string): Promise<readonly CheckLine[]> {
  const check = await checkCatalog(folder);
  const faults = check.findings.map((finding) => ({
    what: finding.severity,
    ok: finding.severity !== 'error',
    detail: formatFinding(finding),
  }));
  const there = check.benchmarks.map(({ name, title, platforms, notRun }) => ({
    what: name,
    ok: true,
    detail: `${title}; ${platforms.join(', ')}${notRun === null ? '' : `; not run: ${notRun}`}`,
  }));
  return [...faults, ...there];
}

/** What `plumbline pin --check` prints: every pin that is no longer what the catalog says. */
export async function pinLines(folder: string, pinFile: string): Promise<readonly CheckLine[]> {
  const catalog = await loadCatalog(folder);
  const pins = await createPinSource(pinFile).load();
  const findings = await checkPins(catalog, pins);
  const faulty = new Set(findings.map((finding) => finding.benchmark));
  const pinned = new Set(pins?.pins.map(({ benchmark }) => benchmark));
  const fine = catalog.benchmarks.filter(({ manifest: { name } }) => pinned.has(name) && !faulty.has(name));
  return [
    ...findings.map(({ benchmark, platform, reason }) => ({
      what: `${benchmark} on ${platform}`,
      ok: false,
      detail: reason,
    })),
    ...fine.map(({ manifest }) => ({ what: manifest.name, ok: true, detail: 'pinned as the catalog says' })),
  ];
}
