import type { Benchmark } from '../../services/core/model/benchmark.ts';
import type { Catalog } from '../../services/core/model/catalog.ts';
import { filesDigest } from '../../services/core/model/identity.ts';
import type { Schedule } from '../../services/core/model/night.ts';
import type { PinFile, Pins } from '../../services/core/model/pins.ts';
import type { BenchmarkContent } from '../../services/core/planning/stale.ts';
import type { Clock, Ids, Log } from '../../services/core/ports/base.ts';

const FILES = [{ path: 'data.csv', sha256: 'd'.repeat(64), bytes: 10 }];
export const DIGEST = `sha256:${'a'.repeat(64)}`;

/** What stands in the folder of every benchmark made here. */
export const CONTENT: BenchmarkContent = { lock: DIGEST, code: { 'train.py': 'c'.repeat(64) } };

export const NIGHTLY: Schedule = { name: 'nightly', cron: '30 2 * * *', timeZone: 'UTC', deadlineMinutes: 120 };

export function manifest(name: string, change: Partial<Benchmark> = {}): Benchmark {
  return {
    schemaVersion: 1,
    name,
    title: name,
    description: name,
    methodVersion: 1,
    framework: 'numpy',
    image: {
      base: 'base',
      dockerfile: 'Dockerfile',
      requirements: 'requirements.in',
      lock: 'requirements.lock',
      python: '3.11',
    },
    command: ['python', 'train.py'],
    code: ['train.py'],
    config: { epochs: 3, augment: false, optimizer: 'sgd' },
    env: { OMP_NUM_THREADS: '1' },
    dataset: { name: 'digits', version: '1.0' },
    platforms: ['cpu-x86_64'],
    seeds: [1, 2, 3],
    limits: { timeoutSeconds: 60, memoryMiB: 512, cpus: 1, pids: 64, shmMiB: 64, tmpMiB: 64 },
    metrics: [
      {
        name: 'throughput',
        kind: 'speed',
        unit: 'examples/s',
        direction: 'higher',
        scale: 'positive',
        source: { format: 'mllog', key: 'tracked_stats.throughput', reduce: 'median', warmup: 1 },
        minEffect: 0.05,
      },
    ],
    ...change,
  };
}

export function catalogOf(...manifests: readonly Benchmark[]): Catalog {
  return {
    root: '/catalog',
    benchmarks: manifests.map((entry) => ({ folder: `/catalog/${entry.name}`, manifest: entry })),
    datasets: [
      {
        folder: '/catalog/datasets',
        manifest: {
          schemaVersion: 1,
          name: 'digits',
          version: '1.0',
          title: 'Digits',
          licence: 'CC0',
          source: { kind: 'file' },
          files: FILES,
        },
      },
    ],
    platforms: [{ schemaVersion: 1, name: 'cpu-x86_64', title: 'CPU', architecture: 'amd64' }],
    bases: [],
  };
}

/** Pins that hold for a manifest of `manifest()` in `catalogOf()` with `CONTENT`. */
export function pinsOf(entry: Benchmark, platform = 'cpu-x86_64', change: Partial<Pins> = {}): Pins {
  const image = { reference: DIGEST, kind: 'image-id' } as const;
  return {
    schemaVersion: 1,
    benchmark: entry.name,
    methodVersion: entry.methodVersion,
    platform,
    image,
    base: image,
    lock: { digest: CONTENT.lock, packages: { numpy: '1.26.4' } },
    code: { ...CONTENT.code },
    command: entry.command,
    config: entry.config,
    env: entry.env,
    dataset: { ...entry.dataset, digest: filesDigest(FILES), source: { kind: 'file' }, files: FILES },
    ...change,
  };
}

export function pinFileOf(...pins: readonly Pins[]): PinFile {
  return { schemaVersion: 1, resolvedAt: '2026-11-24T00:00:00.000Z', pins: [...pins] };
}

/** Ids that count up, so that a test can name them. */
export function countingIds(start = 0): Ids {
  let count = start;
  const next = () => {
    count += 1;
    return count;
  };
  return {
    next: (prefix) => `${prefix}_${String(next()).padStart(8, '0')}`,
    secret: () => `secret-${next()}`,
    seed: next,
  };
}

/** A clock that stands where it is set; sleeping moves it. */
export function setClock(at: string): Clock & { set(at: string): void; advance(ms: number): void } {
  let now = Date.parse(at);
  return {
    now: () => new Date(now),
    sleep: async (ms) => {
      now += ms;
    },
    set: (value) => {
      now = Date.parse(value);
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

/** A log that keeps what was said. */
export function keptLog(): Log & { readonly lines: { level: string; message: string; data: unknown }[] } {
  const lines: { level: string; message: string; data: unknown }[] = [];
  const at = (level: string) => (message: string, data?: Record<string, unknown>) => {
    lines.push({ level, message, data });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
