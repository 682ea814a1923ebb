import { join } from 'node:path';
import t from 'tap';
import type { Pins } from '../../../services/core/model/pins.ts';
import { printed, tinyWorld, VERSIONS_SCRIPT } from '../../support/mixing.ts';
import { pinFiles } from '../../support/order.ts';

// Mixtures of two environments on the real engine, from wheels made here.
t.setTimeout(300_000);

const world = tinyWorld(t, [
  ['alpha', '1.0'],
  ['alpha', '1.1'],
  ['alpha', '2.0'],
  ['beta', '1.0', 'alpha<2'],
  ['beta', '2.0'],
  ['gamma', '1.0'],
]);
const { docker, lock, name } = world;
const mixer = world.mixer();
const said: string[] = [];
const say = (text: string) => said.push(text);
let good: Pins;
let bad: Pins;

t.before(async () => {
  good = await world.build({ 'requirements.lock': lock('alpha 1.0', 'beta 1.0'), 'train.py': VERSIONS_SCRIPT });
  bad = await world.build({
    'requirements.lock': lock('alpha 2.0', 'beta 2.0', 'gamma 1.0'),
    'train.py': `${VERSIONS_SCRIPT}print("new code")\n`,
  });
});

async function mixed(taken: readonly string[], more = {}): Promise<Pins> {
  const result = await mixer.mix(good, bad, { taken, ...more }, say);
  if (result.kind === 'refused') throw new Error(result.reason);
  return result.pins;
}

const ALL = ['package:alpha', 'package:beta', 'package:gamma', 'code:train.py'];

t.test('one side alone is its own image, not another build', async (t) => {
  t.same(await mixed([]), good);
  t.same(await mixed(ALL), bad);
  t.same((await mixed(['config:epochs'])).image, good.image);
});

t.test('a mixture is built once, holds only versions of both sides, and is found again', async (t) => {
  const pins = await mixed(['package:beta']);
  t.same(pins.lock.packages, { alpha: '1.0', beta: '2.0' });
  t.same(pins.code, good.code);
  t.equal(await printed(docker, pins.image.reference), 'alpha=1.0 beta=2.0');
  const all = await mixed(ALL.filter((factor) => factor !== 'package:alpha'));
  t.same(await printed(docker, all.image.reference), 'alpha=1.0 beta=2.0 gamma=1.0\r\nnew code');
  said.length = 0;
  t.same(await mixed(['package:beta']), pins);
  t.match(said.join('\n'), /the image is there/);
  t.notMatch(said.join('\n'), /building/);
  const { Config } = await docker.getImage(pins.image.reference).inspect();
  t.match(Config.Labels, { 'dev.plumbline.hybrid': /^[0-9a-f]{12}$/, 'dev.plumbline.recipe': pins.image.recipe });
});

t.test('only the code', async (t) => {
  const pins = await mixed(['code:train.py']);
  t.same(pins.lock, good.lock, 'the lock is the good one, byte for byte');
  t.equal(await printed(docker, pins.image.reference), 'alpha=1.0 beta=1.0\r\nnew code');
});

t.test('pip refuses what cannot go together, in its own words', async (t) => {
  t.match(await mixer.mix(good, bad, { taken: ['package:alpha'] }, say), {
    kind: 'refused',
    reason: /beta 1\.0 depends on alpha<2/,
  });
  const changes = ['alpha', 'beta', 'gamma'].map((item) => ({ factor: `package:${item}`, from: 'x', to: 'y' }));
  const found = await mixer.implications(good, bad, changes);
  t.same(
    found.map(({ when, then }) => [when, then]),
    [['package:alpha', 'package:beta']],
  );
});

t.test('a version between both sides', async (t) => {
  const pins = await mixed(['package:beta'], { versions: { alpha: '1.1' } });
  t.equal(await printed(docker, pins.image.reference), 'alpha=1.1 beta=2.0');
  t.match(await mixer.mix(good, bad, { taken: [], versions: { alpha: '1.5' } }, say), {
    kind: 'refused',
    reason: /alpha==1\.5/,
  });
});

t.test('an image that was deleted is built again; without its recipe it is named', async (t) => {
  await docker.getImage(bad.image.reference).remove({ force: true });
  const pins = await mixed(ALL);
  t.equal(pins.image.recipe, bad.image.recipe);
  t.match(await printed(docker, pins.image.reference), 'alpha=2.0 beta=2.0 gamma=1.0');
  const gone = { reference: `sha256:${'0'.repeat(64)}`, kind: 'image-id' as const };
  await t.rejects(mixer.mix(good, { ...bad, image: gone }, { taken: ['image'] }, say), {
    code: 'IMAGE_MISSING',
    message: new RegExp(gone.reference),
  });
  await t.rejects(mixer.mix(good, { ...bad, image: gone }, { taken: ['package:beta'] }, say), {
    code: 'RECIPE_MISSING',
  });
  await t.rejects(mixer.mix(good, bad, { taken: [], image: gone.reference }, say), { code: 'IMAGE_MISSING' });
});

t.test('a Dockerfile that fails is no mixture; another one is a factor that pins do not show', async (t) => {
  const other = await world.build({ Dockerfile: 'ARG BASE\nFROM $BASE\nCOPY train.py /benchmark/\n' });
  t.match(await mixer.unseen(bad, other), [{ factor: 'dockerfile' }]);
  t.same(await mixer.unseen(good, bad), []);
  const bare = await mixer.mix(good, other, { taken: ['dockerfile'] }, say);
  t.equal(bare.kind, 'pins');
  if (bare.kind === 'pins') t.equal(await printed(docker, bare.pins.image.reference), '', 'no package is installed');
  // It builds with the new code alone.
  const picky = await world.build({
    Dockerfile: 'ARG BASE\nFROM $BASE\nCOPY train.py /benchmark/\nRUN grep -q "new code" /benchmark/train.py\n',
  });
  t.match(await mixer.mix(good, picky, { taken: ['dockerfile'] }, say), {
    kind: 'refused',
    reason: /returned a non-zero code: 1/,
  });
});

t.test('data by file, and what cannot be mixed at all', async (t) => {
  const data = pinFiles(join(world.folder, 'more'), { 'rows.csv': 'new\n' });
  const pins = { ...bad, dataset: data };
  const result = await mixer.mix(good, pins, { taken: ['dataset:rows.csv', 'config:epochs'] }, say);
  t.match(result, { kind: 'pins', pins: { dataset: { digest: data.digest }, image: good.image } });
  await t.rejects(mixer.mix(good, { ...bad, benchmark: 'other' }, { taken: [] }, say), { code: 'INPUT_INVALID' });
  await t.rejects(mixer.mix(good, bad, { taken: ['kernel'] }, say), { code: 'INPUT_INVALID', message: /kernel/ });
});

t.test('over the quota the longest unused mixture goes, never what is needed', async (t) => {
  const kept = await mixed(['package:beta']);
  const small = world.mixer({ quotaBytes: 0, keep: async () => [kept.image.reference] });
  await small.mix(good, bad, { taken: ['code:train.py'] }, say);
  const images = await docker.listImages({
    filters: JSON.stringify({ label: [`dev.plumbline.benchmark=${name}`, 'dev.plumbline.hybrid'] }),
  });
  const ids = images.map(({ Id }) => Id);
  t.ok(ids.includes(kept.image.reference), 'a search still needs it');
  t.equal(ids.length, 2, 'that and the one just given');
  t.equal((await docker.getImage(good.image.reference).inspect()).Id, good.image.reference, 'no image of the catalog');
});
