import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Pins } from '../../../services/core/model/pins.ts';
import type { SideRequest } from '../../../services/core/model/search.ts';
import { importSmall } from '../../support/images.ts';
import { printed, tinyWorld, VERSIONS_SCRIPT } from '../../support/mixing.ts';

// Sides that are no run, on the real engine: set factors, another lock, somebody else's image.
t.setTimeout(300_000);

const world = tinyWorld(t, [
  ['alpha', '1.0'],
  ['alpha', '2.0'],
  ['beta', '1.0', 'alpha<2'],
  ['beta', '2.0', 'alpha>=2'],
]);
const { docker, lock, name } = world;
const mixer = world.mixer();
let pinned: Pins;

t.before(async () => {
  pinned = await world.build({
    'requirements.in': 'beta\n',
    'requirements.lock': lock('alpha 1.0', 'beta 1.0'),
    'train.py': VERSIONS_SCRIPT,
  });
});

const prepare = (side: Exclude<SideRequest, { kind: 'run' }>) =>
  mixer.prepare(name, 'cpu-x86_64', side, () => undefined);

t.test('factors set otherwise', async (t) => {
  const { pins, manifest } = await prepare({ kind: 'set', set: { 'config:epochs': '3', 'env:OMP_NUM_THREADS': 2 } });
  t.same(pins, { ...pinned, config: { epochs: 3 }, env: { OMP_NUM_THREADS: '2' } });
  t.match(manifest, { limits: { memoryMiB: 64 }, metrics: [{ name: 'accuracy' }, { name: 'throughput' }] });
});

t.test('a package at another version, with what is tied to it', async (t) => {
  const { pins } = await prepare({ kind: 'set', set: { 'package:alpha': '2.0' } });
  t.same(pins.lock.packages, { alpha: '2.0', beta: '2.0' });
  t.equal(await printed(docker, pins.image.reference), 'alpha=2.0 beta=2.0');
  await t.rejects(prepare({ kind: 'set', set: { 'package:alpha': '7.0' } }), {
    code: 'INPUT_INVALID',
    message: /package:alpha==7\.0.*No matching distribution/,
  });
});

t.test('what cannot be set is named', async (t) => {
  const wrong = [
    [{ 'config:nothing': 1 }, /"nothing" is unknown/],
    [{ 'config:epochs': 'many' }, /wants a number/],
    [{ kernel: '6' }, /"kernel" cannot be set/],
    [{ 'package:alpha': '>=2' }, /wants a version/],
    [{ 'package:-r/etc/hosts': '2.0' }, /"package:-r\/etc\/hosts" cannot be set/],
    [{ 'package:--index-url=https://elsewhere/': '2.0' }, /cannot be set/],
    [{ 'package:alpha @ git+file:///nowhere': '2.0' }, /cannot be set/],
    [{ 'package:alpha\n-e .': '2.0' }, /cannot be set/],
    [{ dataset: 'nowhere' }, /no data set "nowhere"/],
    [{ code: 'f'.repeat(40) }, /no commit/],
  ] as const;
  for (const [set, message] of wrong)
    await t.rejects(prepare({ kind: 'set', set }), { code: 'INPUT_INVALID', message });
  await t.rejects(
    mixer.prepare('nobody', 'cpu-x86_64', { kind: 'set', set: {} }, () => undefined),
    { code: 'UNKNOWN_BENCHMARK' },
  );
  await t.rejects(
    mixer.prepare(name, 'gpu', { kind: 'set', set: {} }, () => undefined),
    { code: 'UNKNOWN_PLATFORM' },
  );
});

t.test('another lock, with and without hashes', async (t) => {
  const text = lock('alpha 2.0', 'beta 2.0');
  const { pins } = await prepare({ kind: 'lock', text });
  t.equal(await printed(docker, pins.image.reference), 'alpha=2.0 beta=2.0');
  const frozen = await prepare({ kind: 'lock', text: '# frozen\nBeta==2.0\nalpha==2.0\n' });
  t.same(frozen.pins.lock.packages, { alpha: '2.0', beta: '2.0' });
  t.same(
    (await prepare({ kind: 'lock', text: readFileSync(join(world.root, name, 'requirements.lock'), 'utf8') })).pins,
    pinned,
    'its own lock is what is pinned',
  );
  await t.rejects(prepare({ kind: 'lock', text: 'alpha==2.0\n-e .\n' }), {
    code: 'INPUT_INVALID',
    place: { line: 1 },
  });
  await t.rejects(prepare({ kind: 'lock', text: lock('alpha 2.0', 'beta 1.0') }), {
    code: 'INPUT_INVALID',
    message: /beta 1\.0 depends on alpha<2/,
  });
  await t.rejects(prepare({ kind: 'lock', text: 'alpha==9.9\n' }), { code: 'INPUT_INVALID', message: /alpha==9\.9/ });
});

t.test('an image that others built', async (t) => {
  const id = await importSmall(docker, `plumbline-test/${name}`, 'theirs', { 'dev.plumbline.benchmark': name });
  const wanted = { ...pinned, image: { reference: id, kind: 'image-id' } };
  t.same((await prepare({ kind: 'image', reference: `plumbline-test/${name}:theirs` })).pins, wanted);
  t.same((await prepare({ kind: 'image', reference: id })).pins, wanted);
  for (const reference of [`plumbline-test/${name}:nobody`, `sha256:${'0'.repeat(64)}`])
    await t.rejects(prepare({ kind: 'image', reference }), { code: 'IMAGE_MISSING', message: reference });
});

t.test('nothing pinned', async (t) => {
  const empty = world.mixer({ pins: { load: async () => null, save: async () => undefined } });
  await t.rejects(
    empty.prepare(name, 'cpu-x86_64', { kind: 'set', set: {} }, () => undefined),
    { code: 'NOT_PINNED' },
  );
});
