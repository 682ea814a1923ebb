import t from 'tap';
import type { Pins } from '../../../services/core/model/pins.ts';
import type { Model } from '../../support/judged-world.ts';
import { environment, packagesAt, searchWorld } from '../../support/search-world.ts';

// The host is only observed: what changed on it is named, and another host is asked where there is one as it was.

const GOOD = environment(packagesAt('1.0', 6));
const BAD = environment(packagesAt('2.0', 6));
const wave = (seed: number) => 1 + ((seed * 7919) % 11) / 1000;
const fast: Model = (_: Pins, seed) => 30_000 * wave(seed);
const slow: Model = (_: Pins, seed) => 10_000 * wave(seed);

/** A kernel that came with the new packages makes host-a slow, and its incident is confirmed on the host's side. */
async function slowHost(t: Parameters<typeof searchWorld>[0], hosts: readonly string[]) {
  const world = await searchWorld(t);
  await world.calibrate(6, fast, GOOD);
  for (let good = 0; good < 2; good += 1) {
    await world.night(GOOD, fast, hosts);
    await world.judge.step();
  }
  world.hosts['host-a'] = { kernel: '6.8.0' };
  await world.night(BAD, slow);
  await world.judge.step();
  await world.work(slow);
  await world.judge.step();
  const [incident] = await world.store.incidents.list({}, 1);
  t.match(incident, { state: 'confirmed', side: 'host' });
  return { world, id: incident?.id ?? '' };
}

t.test('with one host, what changed on it is the answer', async (t) => {
  const { world, id } = await slowHost(t, ['host-a']);
  await world.finish(slow);
  t.match(await world.store.incidents.get(id), {
    state: 'confirmed',
    searchId: null,
    cause: { outcome: 'host', metric: 'throughput', factors: [{ factor: 'kernel', from: '6.1.0', to: '6.8.0' }] },
  });
  const last = (await world.store.outbox.entries(id)).map(({ action }) => action.kind);
  t.same(last, ['open', 'update', 'comment']);
});

t.test('another host that is as this one was runs the same pair', async (t) => {
  const { world, id } = await slowHost(t, ['host-a', 'host-b']);
  const seenAt = world.clock.now().toISOString();
  await world.store.hosts.seen({ host: 'host-b', platform: 'cpu-x86_64', workerId: 'wrk_2', seenAt });
  await world.step();
  const [search] = await world.store.searches.list({ incidentId: id }, 1);
  t.match(search, { state: 'running', host: 'host-b' });
  await world.finish(fast, 'host-b');
  t.match(await world.store.incidents.get(id), {
    state: 'confirmed',
    cause: { outcome: 'host', reason: /On host-b both environments give the same/ },
  });
  const [step] = await world.store.searches.steps(search?.id ?? '');
  t.match(step, { ask: { stage: 'host' }, answer: { verdict: 'good', host: 'host-b' } });
});
