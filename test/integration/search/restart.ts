import t from 'tap';
import type { Pins } from '../../../services/core/model/pins.ts';
import type { Model } from '../../support/judged-world.ts';
import { dying, environment, packagesAt, searchWorld } from '../../support/search-world.ts';

// A process that dies before or after any of its writes: the next one goes on, and no run that finished is made again.

const GOOD = environment(packagesAt('1.0', 6));
const BAD = environment(packagesAt('2.0', 6));
const model: Model = (pins: Pins, seed) =>
  (pins.lock.packages.pkg4 === '2.0' ? 10_000 : 30_000) * (1 + ((seed * 7919) % 11) / 1000);

/** The whole search, by processes that all die; what it cost and said. */
async function played(world: Awaited<ReturnType<typeof searchWorld>>, when: 'before' | 'after' | null) {
  const incident = await world.confirmed(GOOD, BAD, model);
  const mortal = when === null ? null : dying(world, when);
  let deaths = 0;
  let idle = 0;
  for (let turns = 0; turns < 500 && idle < 3; turns += 1) {
    // Every turn is a process of its own.
    const step = await world
      .searcher(mortal ?? {})
      .step()
      .catch((error: Error) => {
        if (!/^killed/.test(error.message)) throw error;
        deaths += 1;
        return null;
      });
    await world.reconcile();
    const worked = await world.work(model);
    idle = !worked && step !== null && step.started + step.moved + step.told === 0 ? idle + 1 : 0;
  }
  const told = await world.store.incidents.get(incident.id);
  const searches = await world.store.searches.list({}, 10);
  const steps = await world.store.searches.steps(searches[0]?.id ?? '');
  const runs = await world.store.runs.list({ purpose: 'experiment' }, 200);
  return {
    told,
    searches,
    steps,
    runs: runs.items.length,
    deaths,
    entries: await world.store.outbox.entries(incident.id),
  };
}

t.test('killed before or after every write, the search does the same with the same runs', async (t) => {
  const calm = await played(await searchWorld(t), null);
  t.match(calm.told, { state: 'attributed', cause: { outcome: 'found' } });
  for (const when of ['before', 'after'] as const) {
    const torn = await played(await searchWorld(t), when);
    t.ok(torn.deaths > 10, `${torn.deaths} deaths ${when} a write`);
    t.match(torn.told, { state: 'attributed', cause: { factors: calm.told?.cause?.factors } });
    t.equal(torn.searches.length, 1, 'one search');
    t.equal(torn.runs, calm.runs, 'no run is made twice');
    t.same(
      torn.steps.map(({ ask }) => ask),
      calm.steps.map(({ ask }) => ask),
      'the same questions in the same order',
    );
    t.equal(torn.entries.length, calm.entries.length, 'and GitHub is told once');
  }
});

t.test('a queue that is away loses nothing', async (t) => {
  const world = await searchWorld(t);
  const incident = await world.confirmed(GOOD, BAD, model);
  world.queue.down = true;
  await t.rejects(world.step(), { code: 'QUEUE_UNAVAILABLE' });
  world.queue.down = false;
  t.match(await world.store.jobs.waiting(10), [{ kind: 'experiment' }], 'the experiment stands in the store');
  await world.reconcile();
  await world.finish(model);
  t.equal((await world.store.incidents.get(incident.id))?.state, 'attributed');
});
