import type { Catalog, CatalogBenchmark } from '../../core/model/catalog.ts';
import { canonicalJson } from '../../core/model/identity.ts';
import type { PinFile, Pins } from '../../core/model/pins.ts';
import { readParts, recipeOf } from '../images/recipe.ts';
import { pinBenchmark } from './pin.ts';

/** One way in which the pin file is no longer what the catalog says. */
export interface PinFinding {
  readonly benchmark: string;
  readonly platform: string;
  /** `missing`: never pinned; `orphan`: the catalog has it no more; `stale`: a part moved. */
  readonly kind: 'missing' | 'orphan' | 'stale';
  /** What moved, from what to what; one sentence. */
  readonly reason: string;
}

const COMPARED = ['methodVersion', 'lock', 'code', 'command', 'config', 'env', 'dataset'] as const;

/** What `plumbline pin --check` says: nothing means that every benchmark runs exactly what its folder holds. */
export async function checkPins(catalog: Catalog, file: PinFile | null): Promise<readonly PinFinding[]> {
  const findings: PinFinding[] = [];
  const pinned = new Map((file?.pins ?? []).map((pins) => [`${pins.benchmark} ${pins.platform}`, pins]));
  for (const benchmark of catalog.benchmarks) {
    for (const platform of benchmark.manifest.platforms) {
      const key = `${benchmark.manifest.name} ${platform}`;
      const pins = pinned.get(key);
      pinned.delete(key);
      // Nobody is expected to have built it.
      if (pins === undefined && benchmark.manifest.notRun !== undefined) continue;
      for (const { kind, reason } of await compare(catalog, benchmark, platform, pins)) {
        findings.push({ benchmark: benchmark.manifest.name, platform, kind, reason });
      }
    }
  }
  for (const { benchmark, platform } of pinned.values()) {
    findings.push({ benchmark, platform, kind: 'orphan', reason: 'is pinned, and the catalog has it no more' });
  }
  return findings;
}

async function compare(
  catalog: Catalog,
  benchmark: CatalogBenchmark,
  platform: string,
  pins: Pins | undefined,
): Promise<Pick<PinFinding, 'kind' | 'reason'>[]> {
  if (pins === undefined) return [{ kind: 'missing', reason: 'is not pinned' }];
  const parts = await readParts(benchmark);
  const now = pinBenchmark(catalog, benchmark, platform, parts, { image: pins.image, base: pins.base });
  const reasons = COMPARED.flatMap((key) => differences(key, pins[key], now[key]));
  if (
    reasons.length === 0 &&
    pins.image.recipe !== undefined &&
    pins.image.recipe !== recipeOf(parts, pins.base.reference)
  ) {
    reasons.push('the Dockerfile changed');
  }
  return reasons.map((reason) => ({ kind: 'stale', reason }));
}

/** Differences of one key, by inner key where both sides are mappings. */
function differences(key: string, from: unknown, to: unknown): string[] {
  if (from !== undefined && to !== undefined && canonicalJson(from) === canonicalJson(to)) return [];
  if (isMapping(from) && isMapping(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap((name) => differences(`${key}.${name}`, from[name], to[name]));
  }
  return [`${key} changed from ${show(from)} to ${show(to)}`];
}

const MAX_SHOWN_CHARACTERS = 100;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
