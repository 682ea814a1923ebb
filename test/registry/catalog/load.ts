import { join } from 'node:path';
import t from 'tap';
import type { PlumblineError } from '../../../services/core/errors.ts';
import { formatFinding } from '../../../services/registry/catalog/finding.ts';
import { createCatalogSource, inspectCatalog, loadCatalog } from '../../../services/registry/catalog/load.ts';
import { testFolder } from '../../support/folder.ts';
import { SMALL_CATALOG, tinyWith, writeSmallCatalog } from '../../support/small-catalog.ts';

/** The data set of the small catalog from another source, with a second file. */
function rowsFrom(source: string, second?: string): string {
  const text = (SMALL_CATALOG['datasets/rows.yaml'] as string).replace(
    'source:\n  kind: file',
    `source: { kind: ${source} }`,
  );
  return second === undefined ? text : `${text}  - path: ${second}\n    sha256: ${'b'.repeat(64)}\n    bytes: 4\n`;
}

/** A second file with an https source of its own. */
function secondFrom(address: string, member = 'rows.csv'): string {
  return `b.csv\n    member: ${member}\n    source: { kind: https, ${address} }`;
}

t.test('a right catalog', async (t) => {
  const root = writeSmallCatalog(testFolder(t));
  const catalog = await createCatalogSource(root).load();
  t.equal(catalog.root, root);
  t.equal(catalog.benchmarks.length, 1);
  t.equal(catalog.benchmarks[0]?.folder, join(root, 'tiny'));
  t.equal(catalog.benchmarks[0]?.manifest.metrics[1]?.source.warmup, 1);
  t.equal(catalog.datasets[0]?.folder, join(root, 'datasets/rows'));
  t.equal(catalog.bases[0]?.registry, 'python:3.11-slim-bookworm');
  t.same((await inspectCatalog(root)).findings, []);
});

t.test('the catalog of this repository', async (t) => {
  const { findings } = await inspectCatalog(new URL('../../../benchmarks', import.meta.url).pathname);
  t.same(findings, []);
});

// Each fault: what is changed, then the place and the words that must be named.
const manifest = 'tiny/benchmark.yaml';
const faults: [string, Record<string, string | null>, RegExp][] = [
  [
    'unknown key',
    tinyWith('framework: none', 'framework: none\nframewrok: x'),
    /benchmark\.yaml:7:1 framewrok: unknown key "framewrok": expected one of schemaVersion, /,
  ],
  ['unknown inner key', tinyWith('cpus: 1,', 'cpus: 1, gpus: 1,'), /benchmark\.yaml:15:55 limits\.gpus: unknown key/],
  [
    'missing key',
    tinyWith('title: Tiny\n', ''),
    /benchmark\.yaml:1:1 title: missing key title: expected text from 1 to 120 characters/,
  ],
  [
    'wrong type',
    tinyWith('version: "1.0"', 'version: 1.0'),
    /benchmark\.yaml:12:33 dataset\.version: expected text from 1 to 40 characters, found 1/,
  ],
  [
    'duplicate key',
    tinyWith('framework: none', 'framework: none\nframework: jax'),
    /benchmark\.yaml:7:1.*: Map keys must be unique/,
  ],
  ['a tab', tinyWith('title: Tiny', '\ttitle: Tiny'), /benchmark\.yaml:3:\d+.*: .*[Tt]ab/],
  ['an unknown tag', tinyWith('title: Tiny', 'title: !!python/object x'), /benchmark\.yaml:3:8.*: Unresolved tag/],
  ['two documents', tinyWith('title: Tiny', '---\ntitle: Tiny'), /multiple documents/],
  ['not a mapping', { [manifest]: '- 1\n' }, /expected a mapping/],
  ['empty', { [manifest]: '' }, /expected a mapping, found null/],
  [
    'folder and name',
    tinyWith('name: tiny', 'name: tina'),
    /benchmark\.yaml:2:7 name: expected tiny, the name of the folder, found tina/,
  ],
  ['unknown platform', tinyWith('[cpu-x86_64]', '[cpu-x86_64, moon]'), /13:25 platforms\.1: no platforms\/moon\.yaml/],
  ['unknown base', tinyWith('base: debian', 'base: alpine'), /image\.base: no bases\/alpine\.yaml/],
  ['unknown data set', tinyWith('name: rows', 'name: cols'), /dataset\.name: no datasets\/cols\.yaml/],
  [
    'another version of the data set',
    tinyWith('version: "1.0"', 'version: "2.0"'),
    /dataset\.version: expected 1\.0, the version of datasets\/rows\.yaml, found 2\.0/,
  ],
  [
    'duplicate metric',
    tinyWith('name: throughput', 'name: accuracy'),
    /metrics\.1\.name: metric accuracy is declared twice/,
  ],
  ['no speed metric', tinyWith('kind: speed', 'kind: cost'), /metrics: expected at least one metric of kind speed/],
  [
    'a variable of ours',
    tinyWith('OMP_NUM_THREADS', 'PLUMBLINE_SEED'),
    /env\.PLUMBLINE_SEED: variables PLUMBLINE_\* are set by the worker/,
  ],
  [
    'code that is not there',
    tinyWith('code: [train.py]', 'code: [train.py, model.py]'),
    /code\.1: expected a file in the folder, found no model\.py/,
  ],
  ['code outside the folder', tinyWith('code: [train.py]', 'code: [../x.py]'), /code\.0: expected text that matches/],
  ['a lock that is not there', tinyWith('lock: requirements.lock', 'lock: other.lock'), /image\.lock: expected a file/],
  ['an incomplete folder', { 'tiny/README.md': null }, /tiny\/README\.md: is missing/],
  ['no manifest', { [manifest]: null }, /tiny\/benchmark\.yaml: is missing/],
  [
    'a tag in the Dockerfile',
    { 'tiny/Dockerfile': 'FROM debian:12\n' },
    /Dockerfile:1: expected FROM \$\{BASE\} or an earlier stage, found debian:12/,
  ],
  [
    'an address in the lock',
    { 'tiny/requirements.lock': 'git+https://example.test/x\n' },
    /requirements\.lock:1: expected NAME==VERSION/,
  ],
  [
    'a data file that is not there',
    { 'datasets/rows/rows.csv': null },
    /rows\.yaml:9:5 files\.0: expected the file rows\/rows\.csv beside this one/,
  ],
  [
    'a data file named twice',
    {
      'datasets/rows.yaml': `${SMALL_CATALOG['datasets/rows.yaml']}  - path: rows.csv\n    sha256: ${'b'.repeat(64)}\n    bytes: 4\n`,
    },
    /files\.1\.path: rows\.csv is named twice/,
  ],
  [
    'a data file in a data file',
    { 'datasets/rows.yaml': rowsFrom('npm, package: x, version: "1"', 'rows.csv/inner.csv') },
    /files\.1\.path: rows\.csv is a file of the set, and no folder/,
  ],
  [
    'one member with two hashes',
    { 'datasets/rows.yaml': rowsFrom('npm, package: x, version: "1"', 'b.csv\n    member: rows.csv') },
    /files\.1\.sha256: rows\.csv has two SHA-256s/,
  ],
  [
    'an archive at a folder',
    { 'datasets/rows.yaml': rowsFrom('https, url: "https://data.example/x/", archive: zip') },
    /source: https:\/\/data\.example\/x\/ is a folder: an archive is one file/,
  ],
  [
    'one address for two files',
    { 'datasets/rows.yaml': rowsFrom('https, url: "https://data.example/x"', 'b.csv') },
    /source: https:\/\/data\.example\/x is one file, and the set has 2/,
  ],
  [
    'a password in an address',
    { 'datasets/rows.yaml': rowsFrom('https, url: "https://me:hush@data.example/x"') },
    /source: https:\/\/data\.example\/x: a name or password in an address would stand in every pin/,
  ],
  [
    'an option in the place of a ref',
    { 'datasets/rows.yaml': rowsFrom('git, url: "https://code.example/x", ref: "--upload-pack=x"') },
    /source: "--upload-pack=x" is not a branch, a tag or a commit/,
  ],
  [
    'an address in the place of a version',
    { 'datasets/rows.yaml': rowsFrom('npm, package: x, version: "https://evil.example/x.tgz"') },
    /source: .* is not a version/,
  ],
  [
    'a password in the address of one file',
    {
      'datasets/rows.yaml': rowsFrom(
        'npm, package: x, version: "1"',
        secondFrom('url: "https://me:hush@data.example/x"'),
      ),
    },
    /rows\.yaml:13:13 files\.1\.source: https:\/\/data\.example\/x: a name or password/,
  ],
  [
    'an option in the place of the ref of one file',
    {
      'datasets/rows.yaml': rowsFrom(
        'file',
        'b.csv\n    source: { kind: git, url: "https://code.example/x", ref: "-x" }',
      ),
    },
    /files\.1\.source: "-x" is not a branch, a tag or a commit/,
  ],
  [
    'a file of the folder that is not there, beside a source of the set',
    { 'datasets/rows.yaml': rowsFrom('npm, package: x, version: "1"', 'b.csv\n    source: { kind: file }') },
    /files\.1: expected the file rows\/b\.csv beside this one/,
  ],
  [
    'a digest in a channel',
    {
      'bases/debian.yaml': (SMALL_CATALOG['bases/debian.yaml'] as string).replace(
        ':3.11-slim-bookworm',
        `@sha256:${'a'.repeat(64)}`,
      ),
    },
    /registry: expected a channel \(a tag\): digests belong to the pin file/,
  ],
  [
    'file and name',
    { 'platforms/gpu.yaml': SMALL_CATALOG['platforms/cpu-x86_64.yaml'] as string },
    /gpu\.yaml:2:7 name: expected gpu, the name of the file, found cpu-x86_64/,
  ],
];
for (const [name, changes, expected] of faults) {
  t.test(name, async (t) => {
    const error = await loadCatalog(writeSmallCatalog(testFolder(t), changes)).catch(
      (reason: PlumblineError) => reason,
    );
    t.match(error, { code: 'CATALOG_INVALID' });
    const { place, message } = error as PlumblineError;
    const text =
      place === undefined
        ? message
        : `${[place.file, place.line, place.column].filter(Boolean).join(':')} ${place.path}: ${message}`;
    t.match(text.replace(' : ', ': '), expected);
  });
}

t.test('all faults at once, in one error', async (t) => {
  const root = writeSmallCatalog(testFolder(t), {
    ...tinyWith('cpus: 1', 'cpus: 0'),
    'tiny/README.md': null,
    'bases/debian.yaml': 'x: 1\n',
  });
  const error = (await loadCatalog(root).catch((reason: unknown) => reason)) as PlumblineError;
  t.match(error.message, /^6 faults\n/);
  for (const piece of [
    'bases/debian.yaml:1:1 x: unknown key',
    'README.md: is missing',
    'limits.cpus: expected a number above 0',
  ]) {
    t.match(error.message, piece);
  }
});

t.test('a folder that is not there, and one without benchmarks', async (t) => {
  await t.rejects(loadCatalog(join(testFolder(t), 'none')), { code: 'CATALOG_INVALID', message: /cannot be read/ });
  await t.rejects(loadCatalog(testFolder(t)), { code: 'CATALOG_INVALID', message: /at least one benchmark folder/ });
});

t.test('what is not encrypted, and an image without a tag, are worth a word', async (t) => {
  for (const [source, message] of [
    ['https, url: "http://nas.example/x"', /source\.url: is not encrypted: workers fetch it only where data\.private/],
    ['git, url: "git://nas.example/x", ref: main', /source\.url: is not encrypted/],
    ['oci, image: "r.example:5000/x"', /source\.image: names no tag and no digest/],
  ] as const) {
    const { findings } = await inspectCatalog(
      writeSmallCatalog(testFolder(t), { 'datasets/rows.yaml': rowsFrom(source) }),
    );
    t.match(findings.map(formatFinding), [message]);
    t.match(findings, [{ severity: 'warning' }]);
  }
});

t.test('a file may come from a source of its own, and is counted there alone', async (t) => {
  const { findings } = await inspectCatalog(
    writeSmallCatalog(testFolder(t), {
      'datasets/rows.yaml': rowsFrom('https, url: "https://data.example/x"', secondFrom('url: "https://b.example/y"')),
    }),
  );
  t.same(findings.map(formatFinding), [], 'one address a file, and one name of two files');
  const warned = await inspectCatalog(
    writeSmallCatalog(testFolder(t), {
      'datasets/rows.yaml': rowsFrom('https, url: "https://data.example/x"', secondFrom('url: "http://nas.example/y"')),
    }),
  );
  t.match(warned.findings.map(formatFinding), [/files\.1\.source\.url: is not encrypted/]);
});
