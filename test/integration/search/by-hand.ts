import t from 'tap';
import type { Pins } from '../../../services/core/model/pins.ts';
import type { Search, SideRequest } from '../../../services/core/model/search.ts';
import type { Model } from '../../support/judged-world.ts';
import { environment, packagesAt, searchWorld } from '../../support/search-world.ts';
import { aSearch } from '../../support/searches.ts';

// Somebody asks, with no history and no incident.

const GOOD = environment(packagesAt('1.0', 6));
const BAD = environment(packagesAt('2.0', 6));
const wave = (seed: number) => 1 + ((seed * 7919) % 11) / 1000;
const model: Model = (pins: Pins, seed) => (pins.lock.packages.pkg4 === '2.0' ? 10_000 : 30_000) * wave(seed);
const lock = (text: string): SideRequest => ({ kind: 'lock', text });

type World = Awaited<ReturnType<typeof searchWorld>>;

/** The search, played to its end. */
async function asked(world: World, change: Partial<Search>, gives: Model = model) {
  world.mixer.side = (side) => (side.kind === 'lock' && side.text === 'new' ? BAD : GOOD);
  const at = world.clock.now().toISOString();
  const sides = { good: lock('old'), bad: lock('new') };
  await world.store.searches.create(aSearch({ benchmark: 'mlp', sides, createdAt: at, updatedAt: at, ...change }));
  await world.finish(gives);
  return await world.store.searches.get('sea_00000001');
}

t.test(
  'two lock files and no history: the split shows metric, levels and host, and then the cause is found',
  async (t) => {
    const world = await searchWorld(t);
    const search = await asked(world, {});
    t.match(search, {
      ...{ state: 'ended', host: 'host-a', metric: 'throughput', levels: { kind: 'numbers', paired: true } },
      conclusion: { outcome: 'found', factors: [{ factor: 'package:pkg4' }] },
    });
    const steps = await world.store.searches.steps('sea_00000001');
    t.match(steps[0], { ask: { kind: 'trial', stage: 'split' }, answer: { verdict: 'bad', host: 'host-a' } });
    const later = await world.store.experiments.get(steps[1]?.experimentId ?? '');
    t.match(later, { host: 'host-a', incidentId: null }, 'trials run where the levels are known');
  },
);

t.test('a control: the same on both sides is not reproducible, and no cause is named', async (t) => {
  const world = await searchWorld(t);
  const search = await asked(world, {}, (_, seed) => 30_000 * wave(seed));
  t.match(search, { state: 'ended', conclusion: { outcome: 'not-reproducible', factors: [] } });
});

t.test('two runs whose difference follows neither environment: it is the host', async (t) => {
  const world = await searchWorld(t);
  world.hosts['host-a'] = { kernel: '6.1.0' };
  await world.calibrate(1, (_, seed) => 30_000 * wave(seed), GOOD);
  world.hosts['host-a'] = { kernel: '6.8.0' };
  await world.calibrate(1, (_, seed) => 10_000 * wave(seed), BAD);
  const [bad, good] = (await world.store.runs.list({ purpose: 'calibration' }, 2)).items;
  const sides = {
    good: { kind: 'run', run: good?.id ?? '' },
    bad: { kind: 'run', run: bad?.id ?? '' },
  } as const;
  const search = await asked(world, { sides }, (_, seed) => 10_000 * wave(seed));
  t.match(search?.conclusion, {
    outcome: 'host',
    factors: [{ factor: 'kernel', from: '6.1.0', to: '6.8.0' }],
    reason: /as the bad run did/,
  });
});

t.test('what cannot be compared or does not exist is said at once', async (t) => {
  const world = await searchWorld(t);
  const unknown = { good: { kind: 'run', run: 'run_unknown' }, bad: lock('new') } as const;
  t.match(await asked(world, { sides: unknown }), {
    ...{ state: 'ended', reason: /NOT_FOUND.*run_unknown/ },
    conclusion: { outcome: 'blocked' },
  });
  const at = world.clock.now().toISOString();
  world.mixer.side = (side) => (side.kind === 'lock' && side.text === 'new' ? { ...BAD, methodVersion: 2 } : GOOD);
  const sides = { good: lock('old'), bad: lock('new') };
  await world.store.searches.create(
    aSearch({ id: 'sea_00000002', benchmark: 'mlp', sides, createdAt: at, updatedAt: at }),
  );
  await world.finish(model);
  t.match(await world.store.searches.get('sea_00000002'), { reason: /INPUT_INVALID.*methodVersion/ });
});

t.test('one at a time on a platform, and by hand before the judge', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  world.mixer.side = (side) => (side.kind === 'lock' && side.text === 'new' ? BAD : GOOD);
  const at = world.clock.now().toISOString();
  const sides = { good: lock('old'), bad: lock('new') };
  const byHand = (id: string) => aSearch({ id, benchmark: 'mlp', sides, createdAt: at, updatedAt: at });
  await world.store.searches.create(byHand('sea_00000001'));
  await world.store.searches.create(byHand('sea_00000002'));
  await world.step();
  const states = async () =>
    Object.fromEntries((await world.store.searches.list({}, 10)).map(({ id, state }) => [id, state]));
  const [own] = await world.store.searches.list({ incidentId: incident.id }, 1);
  t.same(await states(), { sea_00000001: 'running', sea_00000002: 'queued', [own?.id ?? '']: 'queued' });
  await world.finish(model);
  t.ok(Object.values(await states()).every((state) => state === 'ended'));
});

t.test('an opaque image: the first bad digest of its channel, with what differs in it as suspects', async (t) => {
  const world = await searchWorld(t);
  const reference = (digit: string) => `sha256:${digit.repeat(64)}`;
  const opaque = (digit: string): Pins => ({ ...GOOD, image: { reference: reference(digit), kind: 'image-id' } });
  const at = world.clock.now().toISOString();
  for (const [from, to] of ['12', '23', '34', '45'].map((pair) => pair.split('') as [string, string]))
    await world.store.channels.record({
      ...{ id: `mov_0000000${from}`, project: 'default', benchmark: 'mlp', platform: 'cpu-x86_64', at },
      changes: [{ factor: 'image', from: reference(from), to: reference(to) }],
    });
  world.mixer.mix = async (good, bad, { taken, image }) => ({
    kind: 'pins',
    pins:
      image === undefined
        ? taken.length > 0
          ? bad
          : good
        : { ...GOOD, image: { reference: image, kind: 'image-id' } },
  });
  for (const digit of '12345')
    world.images[reference(digit)] = { packages: { numpy: `${digit}.0` }, config: { digit } };
  world.images[reference('3')] = { packages: { numpy: '3.0' }, osPackages: { libc6: '2.40' }, config: { digit: '3' } };
  const slow = new Set(['3', '4', '5'].map(reference));
  world.mixer.side = (side) => opaque(side.kind === 'lock' && side.text === 'new' ? '5' : '1');
  const sides = { good: lock('old'), bad: lock('new') };
  await world.store.searches.create(aSearch({ benchmark: 'mlp', sides, createdAt: at, updatedAt: at }));
  await world.finish((pins, seed) => (slow.has(pins.image.reference) ? 10_000 : 30_000) * wave(seed));
  t.match(await world.store.searches.get('sea_00000001'), {
    conclusion: { outcome: 'found', first: { what: 'digests', lastGood: reference('2'), firstBad: reference('3') } },
  });
  t.same(
    (await world.store.searches.get('sea_00000001'))?.conclusion?.suspects,
    [
      { factor: 'package:numpy', from: '2.0', to: '3.0' },
      { factor: 'os-package:libc6', from: '2.36-9+deb12u9', to: '2.40' },
    ],
    'of the two neighbours, and only what an image brings along',
  );
});

t.test('an opaque image whose channel tells nothing: what its two sides differ in, of a bounded number', async (t) => {
  const world = await searchWorld(t);
  const opaque = (digit: string): Pins => ({
    ...GOOD,
    image: { reference: `sha256:${digit.repeat(64)}`, kind: 'image-id' },
  });
  const [good, bad] = [opaque('1'), opaque('2')];
  const model: Model = ({ image }, seed) => (image.reference === bad.image.reference ? 10_000 : 30_000) * wave(seed);
  world.images[good.image.reference] = { python: '3.11.2', packages: packagesAt('1.0', 150) };
  world.images[bad.image.reference] = { python: '3.12.1', packages: packagesAt('1.0', 150) };
  const suspects = async () => (await world.store.searches.list({}, 10)).map((one) => one.conclusion?.suspects);
  const python = [{ factor: 'python', from: '3.11.2', to: '3.12.1' }];

  await world.confirmed(good, bad, model);
  await world.finish(model);
  t.same(await suspects(), [python], 'an incident whose confirmation is all its proof: of the runs it compares');

  world.images[bad.image.reference] = { python: '3.12.1', packages: packagesAt('2.0', 150) };
  world.mixer.side = (side) => (side.kind === 'lock' && side.text === 'new' ? bad : good);
  const at = world.clock.now().toISOString();
  const sides = { good: lock('old'), bad: lock('new') };
  await world.store.searches.create(aSearch({ benchmark: 'mlp', sides, createdAt: at, updatedAt: at }));
  await world.finish(model);
  const split = (await world.store.searches.get('sea_00000001'))?.conclusion;
  t.match(split, { outcome: 'found', factors: [{ factor: 'image' }], first: null });
  t.equal(split?.suspects.length, 100);
});

t.test('what pins do not show is among the changes, once', async (t) => {
  const world = await searchWorld(t);
  world.mixer.hidden = [
    { factor: 'dockerfile', from: 'one', to: 'other' },
    { factor: 'package:pkg4', from: '1.0', to: '2.0' },
  ];
  const search = await asked(world, {});
  const factors = search?.changes.map(({ factor }) => factor) ?? [];
  t.ok(factors.includes('dockerfile'));
  t.equal(new Set(factors).size, factors.length, 'none stands there twice');
  t.match(search?.conclusion, { outcome: 'found', factors: [{ factor: 'package:pkg4' }] }, 'and it is cleared');
});

t.test('what the builder did not foresee ends that one search, and no other', async (t) => {
  const world = await searchWorld(t);
  world.mixer.failing = new Error('ENOENT: requirements.in');
  const search = await asked(world, {});
  t.match(search, { state: 'ended', conclusion: { outcome: 'blocked', reason: /preparing a side: ENOENT/ } });
  world.mixer.failing = null;
  await world.store.searches.create(
    aSearch({ id: 'sea_00000002', benchmark: 'mlp', sides: { good: lock('old'), bad: lock('new') } }),
  );
  await world.finish(model);
  t.match(await world.store.searches.get('sea_00000002'), { conclusion: { outcome: 'found' } });
});

t.test(
  'images of runs that somebody removed are built again before the first trial, or the search says which',
  async (t) => {
    const world = await searchWorld(t);
    await world.calibrate(1, (_, seed) => 30_000 * wave(seed), GOOD);
    await world.calibrate(1, (_, seed) => 10_000 * wave(seed), BAD);
    const [bad, good] = (await world.store.runs.list({ purpose: 'calibration' }, 2)).items;
    const sides = {
      good: { kind: 'run', run: good?.id ?? '' },
      bad: { kind: 'run', run: bad?.id ?? '' },
    } as const;
    world.mixer.refuses = () => 'the image is gone, and what it was built from too';
    const search = await asked(world, { sides });
    t.match(search?.conclusion, { outcome: 'blocked', reason: /the image is gone/ });
    t.equal((await world.store.searches.steps('sea_00000001')).length, 0, 'nothing was run for it');
  },
);
