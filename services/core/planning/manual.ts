import { PlumblineError } from '../errors.ts';
import type { Scalar } from '../model/base.ts';
import type { Benchmark } from '../model/benchmark.ts';
import type { Catalog } from '../model/catalog.ts';
import type { PinFile, Pins } from '../model/pins.ts';
import type { Ids } from '../ports/base.ts';
import type { NewRun } from '../ports/store-runs.ts';
import { type ContentReading, pinnedCell } from './matrix.ts';
import { overrideConfig } from './overrides.ts';
import { PRIORITY } from './priority.ts';
import { calibrationSeeds, SEED_LIMIT } from './seeds.ts';

/** Most runs one request may ask for. */
export const MAX_MANUAL_RUNS = 100;

export interface ManualInput {
  readonly catalog: Catalog;
  readonly pinFile: PinFile | null;
  /** What stands in the benchmark's folder; null or absent: not read. */
  readonly content?: ContentReading | null;
  readonly project: string;
  readonly benchmark: string;
  /** May be left out when the benchmark runs on one platform only. */
  readonly platform?: string;
  readonly purpose: 'manual' | 'calibration';
  /** Left out: the manifest's first seed for a manual run; `count` seeds for a calibration. */
  readonly seeds?: readonly number[];
  /** Runs of a calibration: the manifest's seeds first, then derived ones. Left out: as many as the manifest has seeds. */
  readonly count?: number;
  /** Configuration keys to run with another value; for manual runs only, since a band must be of what the nights run. */
  readonly set?: Readonly<Record<string, Scalar>>;
  readonly now: Date;
  readonly ids: Ids;
}

/**
 * Runs that somebody asked for. Throws UNKNOWN_BENCHMARK, UNKNOWN_PLATFORM, NOT_PINNED, PIN_STALE or INPUT_INVALID, each
 * with the value and what would be right.
 */
export function planManual(input: ManualInput): NewRun[] {
  const manifest = findBenchmark(input.catalog, input.benchmark);
  const pins = overridden(findPins(input, manifest, findPlatform(input.platform, manifest)), input);
  return chooseSeeds(input, manifest).map((seed) => ({
    id: input.ids.next('run'),
    project: input.project,
    purpose: input.purpose,
    nightId: null,
    experiment: null,
    seed,
    priority: PRIORITY[input.purpose],
    pins,
    limits: manifest.limits,
    metrics: manifest.metrics,
    createdAt: input.now.toISOString(),
  }));
}

/** The benchmark of that name; UNKNOWN_BENCHMARK names the known ones. */
export function findBenchmark(catalog: Catalog, benchmark: string): Benchmark {
  const found = catalog.benchmarks.find(({ manifest }) => manifest.name === benchmark);
  if (found) return found.manifest;
  const known = catalog.benchmarks.map(({ manifest }) => manifest.name).join(', ') || 'none';
  throw new PlumblineError('UNKNOWN_BENCHMARK', `benchmark "${benchmark}" is not in the catalog; known: ${known}`);
}

/** The platform, or the benchmark's only one where none is named; INPUT_INVALID or UNKNOWN_PLATFORM name the known ones. */
export function findPlatform(platform: string | undefined, { name, platforms }: Benchmark): string {
  const known = platforms.join(', ');
  if (platform === undefined) {
    if (platforms.length === 1) return platforms[0] as string;
    throw new PlumblineError('INPUT_INVALID', `${name} runs on several platforms; name one of ${known}`);
  }
  if (platforms.includes(platform)) return platform;
  throw new PlumblineError('UNKNOWN_PLATFORM', `${name} does not run on "${platform}"; it runs on ${known}`);
}

function findPins({ catalog, pinFile, content }: ManualInput, manifest: Benchmark, platform: string): Pins {
  const cell = pinnedCell(catalog, pinFile, manifest, platform, content ?? null);
  if ('pins' in cell) return cell.pins;
  const code = cell.code === 'not-pinned' ? 'NOT_PINNED' : cell.code === 'pin-stale' ? 'PIN_STALE' : 'CATALOG_INVALID';
  throw new PlumblineError(code, `${manifest.name} on ${platform}: ${cell.message}`);
}

function overridden(pins: Pins, { set = {}, purpose }: ManualInput): Pins {
  if (Object.keys(set).length === 0) return pins;
  if (purpose === 'calibration') {
    throw new PlumblineError(
      'INPUT_INVALID',
      'a calibration runs the configuration of the manifest; nothing can be set',
    );
  }
  return { ...pins, config: overrideConfig(pins.config, set) };
}

function chooseSeeds(input: ManualInput, { name, seeds: own }: Benchmark): readonly number[] {
  const count = input.count ?? own.length;
  const size = input.seeds?.length ?? count;
  if (!Number.isInteger(size) || size < 1 || size > MAX_MANUAL_RUNS) {
    throw new PlumblineError('INPUT_INVALID', `${size} runs were asked for; 1 to ${MAX_MANUAL_RUNS} are possible`);
  }
  const wrong = input.seeds?.find((seed) => !Number.isInteger(seed) || seed < 0 || seed >= SEED_LIMIT);
  if (wrong !== undefined) {
    throw new PlumblineError('INPUT_INVALID', `seed ${wrong} is not a whole number from 0 to ${SEED_LIMIT - 1}`);
  }
  if (input.seeds) return input.seeds;
  return input.purpose === 'manual' ? own.slice(0, 1) : calibrationSeeds(name, own, count);
}
