import t from 'tap';
import { cancelSearch } from '../../../services/api/searches.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { Pins } from '../../../services/core/model/pins.ts';
import { TRIES_MAX } from '../../../services/judge/search/tries.ts';
import type { Model } from '../../support/judged-world.ts';
import { environment, packagesAt, searchWorld } from '../../support/search-world.ts';

// How a search ends that proves nothing: a person, a budget, an index that is away, sides that say nothing.

const GOOD = environment(packagesAt('1.0', 6));
const BAD = environment(packagesAt('2.0', 6));
const wave = (seed: number) => 1 + ((seed * 7919) % 11) / 1000;
const model: Model = (pins: Pins, seed) => (pins.lock.packages.pkg4 === '2.0' ? 10_000 : 30_000) * wave(seed);

t.test('a person cancels it: its experiment leaves the queue, and the loop leaves it alone', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.step();
  const [search] = await world.store.searches.list({}, 1);
  const id = search?.id ?? '';
  const [step] = await world.store.searches.steps(id);
  t.ok(step?.experimentId);
  t.match(await cancelSearch(world, id), { state: 'cancelled' });
  t.match(await world.store.experiments.get(step?.experimentId ?? ''), { state: 'cancelled' });
  t.notOk(await world.work(model), 'nothing waits for a worker');
  t.same(await world.step(), { started: 0, moved: 0, told: 0 });
  t.match(await world.store.incidents.get(incident.id), { state: 'confirmed', searchId: id, cause: null });
  t.match(await cancelSearch(world, id), { state: 'cancelled' }, 'twice is once');
  await t.rejects(cancelSearch(world, 'sea_unknown'), { code: 'NOT_FOUND' });
});

t.test('cancelled while a worker has it, the worker is told to stop', async (t) => {
  const world = await searchWorld(t);
  await world.confirmed(GOOD, BAD, model);
  await world.step();
  const [search] = await world.store.searches.list({}, 1);
  let runs = 0;
  await world.work(
    (pins, seed) => {
      runs += 1;
      return model(pins, seed);
    },
    'host-a',
    async () => {
      await cancelSearch(world, search?.id ?? '');
    },
  );
  t.equal(runs, 1, 'the run that was under way is the last one');
  t.match((await world.store.searches.steps(search?.id ?? '')).at(-1), { answer: null });
});

t.test('a budget of 0 starts nothing, and the incident says so', async (t) => {
  const world = await searchWorld(t, { searchRuns: 0 });
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.finish(model);
  t.same(await world.store.searches.list({}, 1), []);
  t.match(await world.store.incidents.get(incident.id), {
    state: 'confirmed',
    cause: { outcome: 'blocked', reason: /budget is 0/ },
  });
});

t.test('a budget of runs is kept, and what is left is named', async (t) => {
  const world = await searchWorld(t, { searchRuns: 5 });
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.finish(model);
  const told = await world.store.incidents.get(incident.id);
  t.match(told, { state: 'confirmed', cause: { outcome: 'blocked', reason: /budget of 5 runs/ } });
  const { left = [], runs = 99 } = told?.cause ?? {};
  t.ok(
    left.some(({ factor }) => factor === 'package:pkg4'),
    'the cause is among what is left',
  );
  t.ok(runs <= 5, `${runs} runs`);
  t.equal((await world.store.outbox.entries(incident.id)).at(-1)?.action.kind, 'comment');
});

t.test('an experiment that no worker takes ends with the time', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  await world.step();
  world.clock.advance(601 * 60_000);
  await world.step();
  await world.step();
  t.match(await world.store.incidents.get(incident.id), {
    state: 'confirmed',
    cause: { outcome: 'blocked', reason: /600 minutes/ },
  });
});

t.test('an index that is away is asked again, and given up after some tries', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  world.mixer.failing = new PlumblineError('RESOLVE_FAILED', 'the index is away');
  t.match(await world.step(), { told: 0 });
  const [search] = await world.store.searches.list({}, 1);
  t.match(search, { state: 'preparing', reason: /the index is away/ });
  t.match(await world.step(), { moved: 0 }, 'not at once');
  world.clock.advance(600_000);
  world.mixer.failing = null;
  await world.step();
  t.match(await world.store.searches.get(search?.id ?? ''), { state: 'running' }, 'and then it goes on');
  await world.work(model);
  world.mixer.failing = new PlumblineError('DISK_FULL', 'no space is left');
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    await world.step();
    world.clock.advance(600_000);
  }
  await world.step();
  t.match(await world.store.incidents.get(incident.id), { cause: { outcome: 'blocked', reason: /DISK_FULL/ } });
});

t.test('what cannot pass by itself is not tried again', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  world.mixer.failing = new PlumblineError('IMAGE_BUILD_FAILED', 'the recipe is broken');
  await world.finish(model);
  t.match(await world.store.incidents.get(incident.id), {
    state: 'confirmed',
    cause: { outcome: 'blocked', reason: /the recipe is broken/ },
  });
});

t.test('a proven cause stays one where the index cannot say which versions lie between', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  world.mixer.between = () => Promise.reject(new PlumblineError('RESOLVE_FAILED', 'the index is away'));
  await world.finish(model);
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    world.clock.advance(600_000);
    await world.step();
  }
  t.match(await world.store.incidents.get(incident.id), {
    state: 'attributed',
    cause: {
      outcome: 'found',
      factors: [{ factor: 'package:pkg4' }],
      first: null,
      reason: /; RESOLVE_FAILED: the index/,
    },
  });
});

t.test('and where its time ends while they are tried', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  world.mixer.items = ['1.1', '1.2', '1.3'];
  await world.step();
  const [search] = await world.store.searches.list({}, 1);
  const stages = async () =>
    (await world.store.searches.steps(search?.id ?? '')).map(({ ask }) =>
      ask.kind === 'trial' ? ask.stage : ask.kind,
    );
  for (let turns = 0; turns < 50 && (await stages()).at(-1) !== 'between'; turns += 1) {
    await world.work(model);
    await world.step();
  }
  t.equal((await stages()).filter((stage) => stage === 'between').length, 2, 'the list, and the first of its versions');
  world.clock.advance(601 * 60_000);
  await world.step();
  await world.step();
  t.match(await world.store.incidents.get(incident.id), {
    state: 'attributed',
    cause: {
      outcome: 'found',
      factors: [{ factor: 'package:pkg4' }],
      first: { lastGood: '1.0', firstBad: '2.0', skipped: ['1.1', '1.2', '1.3'] },
      reason: /budget of 600 minutes ended$/,
    },
  });
});
