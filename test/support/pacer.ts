import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Docker from 'dockerode';
import type { Test } from 'tap';
import { buildImages } from '../../services/composition/images.ts';
import { loadConfig } from '../../services/config.ts';
import type { Config } from '../../services/core/model/config.ts';
import { sha256Hex } from '../../services/core/model/identity.ts';
import { tinyImage } from './image.ts';
import { removeByLabel } from './images.ts';
import { startRegistry } from './registry-server.ts';

const ROWS = '1,2\n3,4\n';
const PLATFORM = 'cpu-x86_64';

/**
 * The training of the end-to-end tests: it counts rows instead of learning, so that its accuracy follows from the seed
 * alone and its throughput from the configuration key `speed` and the seed. It sleeps `seconds` in between.
 */
const SCRIPT = [
  'my ($speed) = $ENV{PLUMBLINE_CONFIG} =~ /"speed":([0-9.]+)/ or die "no speed\\n";',
  'my ($seconds) = $ENV{PLUMBLINE_CONFIG} =~ /"seconds":([0-9.]+)/ or die "no seconds\\n";',
  'my $seed = $ENV{PLUMBLINE_SEED};',
  'open(my $rows, "<", "$ENV{PLUMBLINE_DATA}/rows.csv") or die "no data: $!\\n";',
  'my $count = () = <$rows>;',
  '$| = 1;',
  'sub point {',
  '  my ($key, $value) = @_;',
  '  printf(\'%s {"namespace": "", "time_ms": %d000, "event_type": "POINT_IN_TIME", "key": "%s", "value": %.6f, "metadata": {}}%s\',',
  '    ":::MLLOG", time, $key, $value, "\\n");',
  '}',
  'print "training on $count rows with seed $seed\\n";',
  'for my $epoch (0 .. 3) {',
  '  select(undef, undef, undef, $seconds / 4);',
  '  my $part = ($seed * 7919 + $epoch * 104729) % 1000 / 1000;',
  '  point("throughput", $speed * (1 + 0.01 * ($part - 0.5)));',
  '}',
  'point("eval_accuracy", 0.9 + 0.01 * (($seed * 611953 + 13) % 1000) / 1000);',
  '',
].join('\n');

/** A catalog of one benchmark with a name of its own, the image's base in a private registry, and what a config needs. */
export interface Pacer {
  readonly name: string;
  readonly catalog: string;
  /** A configuration whose state lies in a folder of the test; everything embedded, nothing scheduled. */
  config(state: string, change?: Partial<Config>): Config;
  /** Writes other values of configuration keys into the manifest. */
  set(config: Readonly<Record<string, number>>): void;
  /** Builds (or finds) the image through the product's own path and pins it. */
  pin(config: Config): Promise<void>;
}

/** Writes the catalog and pushes the base; everything made in the engine is removed at the end of the test. */
export async function writePacer(t: Test, folder: string): Promise<Pacer> {
  const name = `pacer-${uniqueWord()}`;
  const catalog = join(folder, 'catalog');
  const docker = new Docker();
  const registryFolder = join(folder, 'registry');
  mkdirSync(registryFolder, { recursive: true });
  const registry = await startRegistry(registryFolder);
  t.teardown(() => registry.stop());
  const base = await pushBase(t, docker, `${registry.address}/plumbline-test/tiny`);
  for (const [path, text] of Object.entries(files(name, base))) {
    mkdirSync(dirname(join(catalog, path)), { recursive: true });
    writeFileSync(join(catalog, path), text);
  }
  t.teardown(() => removeByLabel(docker, `dev.plumbline.benchmark=${name}`));
  const manifest = join(catalog, name, 'benchmark.yaml');
  const defaults = loadConfig({ folder, environment: {} }).config;
  return {
    name,
    catalog,
    config: (state, change = {}) => ({
      ...defaults,
      project: 'e2e',
      catalog,
      state,
      listen: { host: '127.0.0.1', port: 0 },
      schedules: [],
      worker: { ...defaults.worker, platform: PLATFORM },
      images: { ...defaults.images, base: 'registry' },
      ...change,
    }),
    set(config) {
      const line = `config: ${JSON.stringify(config)}`;
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/^config: .*$/m, line));
    },
    pin: async (config) => {
      const quiet = { step: () => undefined, line: () => undefined, end: () => undefined };
      await buildImages(config, { benchmarks: [], base: null }, () => quiet, new AbortController().signal);
    },
  };
}

/** Eight letters beyond f: a word that no text of an issue could take for a commit. */
function uniqueWord(): string {
  return [...randomBytes(8)].map((byte) => String.fromCharCode(0x67 + (byte % 20))).join('');
}

/** Pushes the tests' small image, since a catalog's base comes from a registry or from Debian's archive. */
async function pushBase(t: Test, docker: Docker, repository: string): Promise<string> {
  const { id } = await tinyImage();
  const tag = 'base';
  await docker.getImage(id).tag({ repo: repository, tag });
  t.teardown(() =>
    docker
      .getImage(`${repository}:${tag}`)
      .remove()
      .catch(() => undefined),
  );
  const authconfig = { username: '', password: '', serveraddress: '' };
  const stream = await docker.getImage(repository).push({ tag, authconfig });
  let said = '';
  for await (const chunk of stream) said = `${said}${chunk}`.slice(-1000);
  if (/"error"/.test(said)) throw new Error(`the base was not pushed: ${said}`);
  return `${repository}:${tag}`;
}

function files(name: string, base: string): Record<string, string> {
  return {
    [`platforms/${PLATFORM}.yaml`]: `schemaVersion: 1\nname: ${PLATFORM}\ntitle: CPU\narchitecture: amd64\n`,
    'bases/tiny.yaml': `schemaVersion: 1\nname: tiny\nregistry: ${base}\ndebian:\n  suite: bookworm\n  include: []\n`,
    'datasets/rows.yaml': [
      'schemaVersion: 1\nname: rows\nversion: "1.0"\ntitle: Rows\nlicence: CC0\nsource: { kind: file }\nfiles:',
      `  - { path: rows.csv, sha256: ${sha256Hex(ROWS)}, bytes: ${Buffer.byteLength(ROWS)} }\n`,
    ].join('\n'),
    'datasets/rows/rows.csv': ROWS,
    [`${name}/Dockerfile`]: 'ARG BASE\nFROM $BASE\nCOPY train.pl /benchmark/\n',
    [`${name}/README.md`]: `# ${name}\n`,
    [`${name}/requirements.in`]: '',
    [`${name}/requirements.lock`]: '# nothing\n',
    [`${name}/train.py`]: '# Every benchmark folder has one; this image holds no Python, so train.pl is what runs.\n',
    [`${name}/train.pl`]: SCRIPT,
    [`${name}/benchmark.yaml`]: manifestOf(name),
  };
}

function manifestOf(name: string): string {
  return `schemaVersion: 1
name: ${name}
title: Pacer
description: Counts rows at a pace that its configuration sets.
methodVersion: 1
framework: perl
image: { base: tiny, dockerfile: Dockerfile, requirements: requirements.in, lock: requirements.lock, python: "3.11" }
command: [perl, /benchmark/train.pl]
code: [train.pl]
config: {"speed": 1000, "seconds": 0.2}
env: { OMP_NUM_THREADS: "1" }
dataset: { name: rows, version: "1.0" }
platforms: [${PLATFORM}]
seeds: [1, 2, 3]
limits: { timeoutSeconds: 120, memoryMiB: 64, cpus: 1, pids: 32, shmMiB: 16, tmpMiB: 16 }
metrics:
  - name: accuracy
    kind: quality
    unit: share
    direction: higher
    scale: real
    source: { format: mllog, key: eval_accuracy, reduce: last, warmup: 0 }
    minEffect: 0.02
  - name: throughput
    kind: speed
    unit: rows/s
    direction: higher
    scale: positive
    source: { format: mllog, key: throughput, reduce: median, warmup: 1 }
    minEffect: 0.05
`;
}
