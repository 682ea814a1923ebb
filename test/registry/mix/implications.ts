import { join } from 'node:path';
import t from 'tap';
import { packageImplications } from '../../../services/registry/mix/implications.ts';
import { markersOf, readNeeds } from '../../../services/registry/mix/metadata.ts';
import { testFolder } from '../../support/folder.ts';
import { writeWheel } from '../../support/wheel.ts';

const target = { python: '3.11', architecture: 'amd64', suite: 'bookworm' } as const;

/** Packages as `name version` with what they need, made into wheels. */
function side(folder: string, packages: readonly (readonly [name: string, version: string, needs?: string])[]) {
  const made = packages.map(([name, version, needs]) => {
    const sha256 = writeWheel(folder, { name, version, ...(needs === undefined ? {} : { needs }) });
    const file = `${name}-${version}-py3-none-any.whl`;
    return { locked: { name, version, sha256: [sha256] }, wheel: { file, path: join(folder, file), sha256 } };
  });
  return { packages: made.map(({ locked }) => locked), wheels: made.map(({ wheel }) => wheel) };
}

async function implications(
  folder: string,
  good: Parameters<typeof side>[1],
  bad: Parameters<typeof side>[1],
  only?: readonly string[],
) {
  const sides = [side(join(folder, 'good'), good), side(join(folder, 'bad'), bad)] as const;
  const needs = await readNeeds(sides[0], sides[1], target, join(folder, 'scratch'));
  const names = only ?? [...new Set([...good, ...bad].map(([name]) => name))];
  const changes = names.map((name) => ({ factor: `package:${name}`, from: 'x', to: 'y' }));
  return packageImplications(needs, changes).map(({ when, then }) => `${when} ⇒ ${then}`.replaceAll('package:', ''));
}

t.test('a pair that only works together implies itself both ways', async (t) => {
  const good = [['jax', '0.4.31', 'jaxlib (<=0.4.31,>=0.4.30)'] as const, ['jaxlib', '0.4.31'] as const];
  const bad = [['jax', '0.4.32', 'jaxlib (<=0.4.32,>=0.4.32)'] as const, ['jaxlib', '0.4.32'] as const];
  t.same(await implications(testFolder(t), good, bad), ['jax ⇒ jaxlib', 'jaxlib ⇒ jax']);
});

t.test('a new package that needs the new numpy, and an old one that does not allow it', async (t) => {
  const newer = await implications(
    testFolder(t),
    [
      ['scipy', '1.0', 'numpy>=1.20'],
      ['numpy', '1.26'],
    ],
    [
      ['scipy', '1.1', 'numpy>=2'],
      ['numpy', '2.0'],
    ],
  );
  t.same(newer, ['scipy ⇒ numpy']);
  const older = await implications(
    testFolder(t),
    [
      ['scipy', '1.0', 'numpy<2'],
      ['numpy', '1.26'],
    ],
    [
      ['scipy', '1.1', 'numpy>=1.20'],
      ['numpy', '2.0rc1'],
    ],
  );
  t.same(older, ['numpy ⇒ scipy'], 'a pre-release counts as what it is');
});

t.test('added and removed packages, extras and markers', async (t) => {
  const added = await implications(testFolder(t), [['tool', '1.0']], [
    ['tool', '2.0', 'helper'],
    ['helper', '1.0'],
  ] as const);
  t.same(added, ['tool ⇒ helper']);
  const removed = await implications(
    testFolder(t),
    [
      ['tool', '1.0', 'Helper_X'],
      ['helper-x', '1.0'],
    ],
    [['tool', '2.0']],
  );
  t.same(removed, ['helper-x ⇒ tool'], 'without the helper there is no old tool');
  const extra = await implications(
    testFolder(t),
    [
      ['top', '1.0'],
      ['mid', '1.0'],
      ['leaf', '1.0'],
    ],
    [
      ['top', '2.0', 'mid[fast]'],
      ['mid', '2.0', 'leaf>=2; extra == "fast"'],
      ['leaf', '2.0'],
    ],
  );
  t.same(extra, ['mid ⇒ leaf']);
  const marker = await implications(
    testFolder(t),
    [
      ['tool', '1.0'],
      ['leaf', '1.0'],
    ],
    [
      ['tool', '2.0', 'leaf>=2; python_version < "3.11" or sys_platform == "win32"'],
      ['leaf', '2.0'],
    ],
  );
  t.same(marker, [], "of the image's Python, not of this machine's");
  t.equal(markersOf({ ...target, architecture: 'arm64' }).platform_machine, 'aarch64');
});

t.test('only between changes', async (t) => {
  const good = [['jax', '1', 'jaxlib==1'] as const, ['jaxlib', '1'] as const];
  const bad = [['jax', '2', 'jaxlib==2'] as const, ['jaxlib', '2'] as const];
  t.same(await implications(testFolder(t), good, bad, ['jax']), []);
});
