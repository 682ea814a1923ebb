import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const HASH = 'a'.repeat(64);

/** Files of a catalog with one right benchmark, `tiny`, by path. */
export const SMALL_CATALOG: Readonly<Record<string, string>> = {
  'platforms/cpu-x86_64.yaml': 'schemaVersion: 1\nname: cpu-x86_64\ntitle: CPU\narchitecture: amd64\n',
  'bases/debian.yaml':
    'schemaVersion: 1\nname: debian\nregistry: python:3.11-slim-bookworm\ndebian:\n  suite: bookworm\n  include: [python3]\n',
  'datasets/rows.yaml':
    `schemaVersion: 1\nname: rows\nversion: "1.0"\ntitle: Rows\nlicence: CC0\nsource:\n  kind: file\n` +
    `files:\n  - path: rows.csv\n    sha256: ${HASH}\n    bytes: 4\n`,
  'datasets/rows/rows.csv': '1,2\n',
  'tiny/benchmark.yaml': `schemaVersion: 1
name: tiny
title: Tiny
description: Adds two numbers.
methodVersion: 1
framework: none
image: { base: debian, dockerfile: Dockerfile, requirements: requirements.in, lock: requirements.lock, python: "3.11" }
command: [python3, train.py]
code: [train.py]
config: { epochs: 2 }
env: { OMP_NUM_THREADS: "1" }
dataset: { name: rows, version: "1.0" }
platforms: [cpu-x86_64]
seeds: [1, 2, 3]
limits: { timeoutSeconds: 10, memoryMiB: 64, cpus: 1, pids: 32, shmMiB: 16, tmpMiB: 16 }
metrics:
  - name: accuracy
    kind: quality
    unit: share
    direction: higher
    scale: real
    source: { format: mllog, key: eval_accuracy, reduce: last, warmup: 0 }
    minEffect: 0.01
    band: { kind: declared, centre: 5.5, deviation: 3.028, seeds: 10, derivation: bands.json }
  - name: throughput
    kind: speed
    unit: rows/s
    direction: higher
    scale: positive
    source: { format: mllog, key: throughput, reduce: median, warmup: 1 }
    minEffect: 0.05
`,
  'tiny/bands.json': JSON.stringify({
    benchmark: 'tiny',
    methodVersion: 1,
    config: { epochs: 2 },
    metrics: {
      accuracy: {
        centre: 5.5,
        deviation: 3.028,
        values: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [String(index + 1), index + 1])),
      },
    },
  }),
  'tiny/Dockerfile': [
    'ARG BASE',
    'FROM $BASE AS build',
    'COPY wheels /wheels',
    'FROM $BASE',
    'COPY --from=build /wheels /w',
    '',
  ].join('\n'),
  'tiny/README.md': '# tiny\n',
  'tiny/requirements.in': '',
  'tiny/requirements.lock': '# nothing\n',
  'tiny/train.py': 'print("hello")\n',
};

/** Writes the small catalog into a folder; a change of `null` leaves that file out. */
export function writeSmallCatalog(folder: string, changes: Readonly<Record<string, string | null>> = {}): string {
  for (const [path, text] of Object.entries({ ...SMALL_CATALOG, ...changes })) {
    const file = join(folder, path);
    if (text === null) {
      rmSync(file, { force: true });
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

/** The manifest of `tiny` with one piece of its text replaced; throws when the piece is not there. */
export function tinyWith(from: string, to: string): Record<string, string> {
  const text = SMALL_CATALOG['tiny/benchmark.yaml'] as string;
  if (!text.includes(from)) throw new Error(`not in the manifest: ${from}`);
  return { 'tiny/benchmark.yaml': text.replace(from, to) };
}
