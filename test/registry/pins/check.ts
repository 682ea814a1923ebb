import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { PinFile } from '../../../services/core/model/pins.ts';
import { loadCatalog } from '../../../services/registry/catalog/load.ts';
import { readParts, recipeOf } from '../../../services/registry/images/recipe.ts';
import { checkPins } from '../../../services/registry/pins/check.ts';
import { pinBenchmark } from '../../../services/registry/pins/pin.ts';
import { testFolder } from '../../support/folder.ts';
import { writeSmallCatalog } from '../../support/small-catalog.ts';

const base = { reference: `sha256:${'b'.repeat(64)}`, kind: 'image-id' } as const;

async function pinned(root: string): Promise<PinFile> {
  const catalog = await loadCatalog(root);
  const [benchmark] = catalog.benchmarks;
  if (benchmark === undefined) throw new Error('the small catalog has a benchmark');
  const parts = await readParts(benchmark);
  const image = {
    reference: `sha256:${'a'.repeat(64)}`,
    kind: 'image-id' as const,
    recipe: recipeOf(parts, base.reference),
  };
  return {
    schemaVersion: 1,
    resolvedAt: '2026-01-01T00:00:00Z',
    pins: [pinBenchmark(catalog, benchmark, 'cpu-x86_64', parts, { image, base })],
  };
}

t.test('what is pinned and what the folder holds are the same', async (t) => {
  const root = writeSmallCatalog(testFolder(t));
  t.same(await checkPins(await loadCatalog(root), await pinned(root)), []);
});

t.test('each part that moved is named', async (t) => {
  const root = writeSmallCatalog(testFolder(t));
  const file = await pinned(root);
  for (const [path, text, expected] of [
    ['tiny/Dockerfile', 'ARG BASE\nFROM $BASE\nRUN true\n', [/^the Dockerfile changed$/]],
    [
      'tiny/requirements.lock',
      `numpy==1 --hash=sha256:${'c'.repeat(64)}\n`,
      [/^lock\.digest changed/, /^lock\.packages\.numpy changed from nothing to "1"$/],
    ],
    ['datasets/rows.yaml', null, [/^dataset\.digest changed/, /^dataset\.files changed/]],
    ['tiny/train.py', 'x = 1\n', [/^code\.train\.py changed from "[0-9a-f]{64}" to/]],
  ] as const) {
    const fresh = writeSmallCatalog(join(root, path.replaceAll('/', '-')));
    writeFileSync(join(fresh, path), text ?? dataset());
    const findings = await checkPins(await loadCatalog(fresh), {
      ...file,
      pins: file.pins.map((pins) => ({ ...pins, dataset: { ...pins.dataset, folder: join(fresh, 'datasets/rows') } })),
    });
    t.equal(findings.length, expected.length, JSON.stringify(findings));
    for (const [index, pattern] of expected.entries())
      t.match(findings[index], { kind: 'stale', benchmark: 'tiny', reason: pattern });
  }
});

function dataset(): string {
  return `schemaVersion: 1\nname: rows\nversion: "1.0"\ntitle: Rows\nlicence: CC0\nsource: { kind: file }\nfiles:\n  - { path: rows.csv, sha256: ${'d'.repeat(64)}, bytes: 4 }\n`;
}

t.test('never pinned, and pinned without a folder', async (t) => {
  const root = writeSmallCatalog(testFolder(t));
  const file = await pinned(root);
  const catalog = await loadCatalog(root);
  t.match(await checkPins(catalog, null), [{ benchmark: 'tiny', platform: 'cpu-x86_64', kind: 'missing' }]);
  const gone = { ...file, pins: file.pins.map((pins) => ({ ...pins, benchmark: 'gone' })) };
  t.match(await checkPins(catalog, gone), [{ kind: 'missing' }, { benchmark: 'gone', kind: 'orphan' }]);
});
