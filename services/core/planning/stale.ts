import type { Digest } from '../model/base.ts';
import type { Benchmark } from '../model/benchmark.ts';
import type { CatalogDataset } from '../model/catalog.ts';
import { canonicalJson, filesDigest } from '../model/identity.ts';
import type { Pins } from '../model/pins.ts';

/** What stands in a benchmark's folder now. */
export interface BenchmarkContent {
  /** Digest of the lock file. */
  readonly lock: Digest;
  /** SHA-256 of every code file by path. */
  readonly code: Readonly<Record<string, string>>;
}

/**
 * Where the pins of a benchmark differ from what the catalog says now, one short text each; empty when they may run.
 * The image is not looked at: it was built from the lock and the code, which are.
 *
 * @param content null when the folder was not read: then lock and code are taken as they are pinned.
 */
export function staleness(
  pins: Pins,
  manifest: Benchmark,
  dataset: CatalogDataset | undefined,
  content: BenchmarkContent | null,
): readonly string[] {
  const { name, version } = manifest.dataset;
  const digest = dataset?.manifest.version === version ? filesDigest(dataset.manifest.files) : null;
  const whole: [string, unknown, unknown][] = [
    ['method version', pins.methodVersion, manifest.methodVersion],
    ['command', pins.command, manifest.command],
    ['data set', `${pins.dataset.name} ${pins.dataset.version}`, `${name} ${version}`],
    ['data set digest', pins.dataset.digest, digest ?? `no file for ${name} ${version}`],
    ...(content === null ? [] : ([['lock', pins.lock.digest, content.lock]] as [string, unknown, unknown][])),
  ];
  return [
    ...whole.flatMap(([what, pinned, now]) => difference(what, pinned, now)),
    ...keyed('config', pins.config, manifest.config),
    ...keyed('env', pins.env, manifest.env),
    ...(content === null ? [] : keyed('code', pins.code, content.code)),
  ];
}

function keyed(
  what: string,
  pinned: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): readonly string[] {
  const keys = [...new Set([...Object.keys(pinned), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => difference(`${what} ${key}`, pinned[key], now[key]));
}

function difference(what: string, pinned: unknown, now: unknown): readonly string[] {
  const [was, is] = [pinned, now].map((value) => (value === undefined ? 'absent' : canonicalJson(value)));
  return was === is ? [] : [`${what} is pinned as ${was} and is now ${is}`];
}
