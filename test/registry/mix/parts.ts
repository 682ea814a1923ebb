import t from 'tap';
import type { Pins } from '../../../services/core/model/pins.ts';
import type { ArchivedRecipe } from '../../../services/registry/images/recipes.ts';
import { mixDataset } from '../../../services/registry/mix/dataset.ts';
import { mixEntries, sideOf } from '../../../services/registry/mix/lock.ts';
import { dockerfileChange, imageChanges, imageSide, unmixable } from '../../../services/registry/mix/parts.ts';
import { mixSoft } from '../../../services/registry/mix/soft.ts';
import { somePins } from '../../support/builders.ts';

const none = { good: null, bad: null };
const recipe = (dockerfile: string) => ({ dockerfile }) as ArchivedRecipe;
const hex = (digit: string) => digit.repeat(64);
const sha = (digit: string) => `sha256:${hex(digit)}`;

t.test('which factors inside an image differ, and whose image a mixture has', async (t) => {
  const good = somePins({ lock: { digest: sha('1'), packages: { a: '1', b: '1' } }, code: { 'train.py': hex('1') } });
  const bad: Pins = {
    ...good,
    image: { reference: sha('9'), kind: 'image-id' },
    base: { reference: sha('8'), kind: 'image-id' },
    lock: { digest: sha('2'), packages: { a: '2', c: '1' } },
    code: { 'train.py': hex('2') },
  };
  const changes = imageChanges(good, bad, { good: recipe('x'), bad: recipe('y') });
  t.same(changes, ['package:a', 'package:b', 'package:c', 'code:train.py', 'base', 'dockerfile']);
  t.same(dockerfileChange({ good: recipe('x'), bad: recipe('y') }), { factor: 'dockerfile', from: 'x', to: 'y' });
  t.equal(dockerfileChange({ good: recipe('x'), bad: recipe('x') }), null);
  t.equal(imageSide(changes, new Set(['config:epochs'])), 'good');
  t.equal(imageSide(changes, new Set(changes)), 'bad');
  t.equal(imageSide(changes, new Set(['base'])), 'mixed');
  t.equal(imageSide(changes, new Set(['image'])), 'bad', 'an opaque image comes as a whole');
  t.same(imageChanges(good, { ...good, lock: { ...good.lock, digest: sha('3') } }, none), ['lock']);
  t.same(imageChanges(good, { ...good, image: bad.image }, none), ['image']);
  t.same(imageChanges(good, good, none), []);
  t.equal(unmixable(['package:a', 'dockerfile', 'env:X']), undefined);
  t.equal(unmixable(['base', 'kernel']), 'kernel');
  t.equal(unmixable(['package:']), 'package:');
});

t.test('configuration, variables and command', async (t) => {
  const good = somePins({ config: { epochs: 1, rate: 0.1 }, env: { A: '1', B: '2' }, command: ['old'] });
  const bad: Pins = { ...good, config: { epochs: 2, momentum: 0.9 }, env: { A: '9' }, command: ['new', 'one'] };
  t.same(mixSoft(good, bad, new Set()), { config: good.config, env: good.env, command: ['old'] });
  t.same(mixSoft(good, bad, new Set(['config:epochs', 'config:rate', 'config:momentum', 'env:B', 'command'])), {
    config: { epochs: 2, momentum: 0.9 },
    env: { A: '1' },
    command: ['new', 'one'],
  });
});

t.test('lock entries: of the side that was chosen, absent where it has none', async (t) => {
  const entry = (name: string, version: string, digit: string) => ({ name, version, sha256: [hex(digit)] });
  const good = { text: 'good', packages: [entry('a', '1', '1'), entry('b', '1', '2'), entry('same', '1', '3')] };
  const bad = { text: 'bad', packages: [entry('a', '2', '4'), entry('c', '1', '5'), entry('same', '1', '6')] };
  const names = (taken: readonly string[]) =>
    mixEntries(good, bad, new Set(taken)).map(({ name, version, sha256 }) => `${name} ${version} ${sha256[0]?.[0]}`);
  t.same(names([]), ['a 1 1', 'b 1 2', 'same 1 3']);
  t.same(names(['package:a', 'package:c']), ['a 2 4', 'b 1 2', 'c 1 5', 'same 1 3']);
  t.same(names(['package:b', 'lock']), ['a 1 1', 'same 1 6']);
  t.equal(sideOf(mixEntries(good, bad, new Set()), good, bad), good);
  t.equal(sideOf([...bad.packages].reverse(), good, bad), bad);
  t.equal(sideOf(mixEntries(good, bad, new Set(['package:a'])), good, bad), null);
});

t.test('data: file by file, each with its source', async (t) => {
  const files = (digit: string, ...paths: string[]) => paths.map((path) => ({ path, sha256: hex(digit), bytes: 1 }));
  const source = { kind: 'npm' as const, package: 'rows', version: '1.0.0' };
  const base = { name: 'rows', version: '1' };
  const good = { ...base, digest: sha('1'), source, files: files('1', 'a.csv', 'b.csv') };
  const bad = {
    ...base,
    version: '2',
    digest: sha('2'),
    source: { ...source, version: '2.0.0' },
    files: files('2', 'a.csv', 'c.csv'),
  };
  t.match(mixDataset(good, bad, new Set(['dataset:a.csv', 'dataset:c.csv'])), {
    version: '1+mixed',
    source,
    files: [
      { path: 'a.csv', sha256: hex('2'), source: bad.source },
      { path: 'b.csv', sha256: hex('1'), source: undefined },
      { path: 'c.csv', sha256: hex('2'), source: bad.source },
    ],
  });
  t.equal(mixDataset({ ...good, files: files('1', 'a.csv') }, { ...bad, files: [] }, new Set(['dataset:a.csv'])), null);
  const local = { ...bad, source: { kind: 'file' as const }, folder: '/data' };
  t.match(mixDataset(good, local, new Set(['dataset:c.csv']))?.files.at(-1), {
    source: { kind: 'file' },
    folder: '/data',
  });
  t.equal(mixDataset(good, { ...bad, source }, new Set(['dataset:a.csv']))?.files[0]?.source, undefined);
});
