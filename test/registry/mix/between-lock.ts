import { join } from 'node:path';
import t from 'tap';
import { entriesBetween } from '../../../services/registry/mix/between-lock.ts';
import { mixEntries } from '../../../services/registry/mix/lock.ts';
import { readNeeds } from '../../../services/registry/mix/metadata.ts';
import { testFolder } from '../../support/folder.ts';
import { onlyWheelsOf, writeWheel } from '../../support/wheel.ts';

const target = { python: '3.11', architecture: 'amd64', suite: 'bookworm' } as const;
const folder = testFolder(t);
const index = join(folder, 'index');
const scratch = join(folder, 'scratch');
onlyWheelsOf(index);

/** Writes wheels into the index; returns them as a lock and as files. */
function wheels(...packages: readonly (readonly [name: string, version: string, needs?: string])[]) {
  const made = packages.map(([name, version, needs]) => {
    const sha256 = writeWheel(index, { name, version, ...(needs === undefined ? {} : { needs }) });
    const file = `${name}-${version}-py3-none-any.whl`;
    return { locked: { name, version, sha256: [sha256] }, wheel: { file, path: join(index, file), sha256 } };
  });
  return { text: '', packages: made.map(({ locked }) => locked), wheels: made.map(({ wheel }) => wheel) };
}

t.test('a package between two versions brings the companion that fits it, and moves nothing else', async (t) => {
  const good = wheels(['top', '1.0', 'lib==1.0'], ['lib', '1.0'], ['other', '1.0']);
  const bad = wheels(['top', '1.3', 'lib==1.3'], ['lib', '1.3'], ['other', '2.0']);
  wheels(['top', '1.1', 'lib==1.1'], ['lib', '1.1'], ['top', '1.2', 'stranger'], ['stranger', '1.0'], ['other', '1.5']);
  const taken = new Set(['package:top', 'package:lib', 'package:other']);
  const needs = await readNeeds(good, bad, target, scratch);
  const common = { entries: mixEntries(good, bad, taken), good, bad, taken, needs, target, scratch };
  const request = { ...common, wheels: [...good.wheels, ...bad.wheels] };
  const found = await entriesBetween({ ...request, versions: { top: '1.1' } });
  if (found.kind === 'refused') return t.fail(found.reason);
  t.same(found.packages.map(({ name, version }) => `${name} ${version}`).sort(), ['lib 1.1', 'other 2.0', 'top 1.1']);
  t.ok(
    found.packages.every(({ sha256 }) => sha256.length === 1),
    'each with its hash',
  );
  t.match(await entriesBetween({ ...request, versions: { top: '1.2' } }), {
    kind: 'refused',
    reason: /needs stranger, which neither side has/,
  });
});
