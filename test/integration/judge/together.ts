import t, { type Test } from 'tap';
import type { Incident } from '../../../services/core/model/incident.ts';
import type { Pins } from '../../../services/core/model/pins.ts';
import { BENCHMARK, judgedWorld, type Model } from '../../support/judged-world.ts';
import { manifest, pinsOf } from '../../support/planning.ts';

// Two benchmarks that one change moves: one issue speaks for both, whichever is answered first.

const OTHER = manifest('other');
const NUMPY_2 = { digest: pinsOf(BENCHMARK).lock.digest, packages: { numpy: '2.0.0' } };
const good = [pinsOf(BENCHMARK), pinsOf(OTHER)];
const bad = [pinsOf(BENCHMARK, 'cpu-x86_64', { lock: NUMPY_2 }), pinsOf(OTHER, 'cpu-x86_64', { lock: NUMPY_2 })];
const slow = (pins: Pins) => pins.lock.packages.numpy === '2.0.0';
const real: Model = (pins, seed) => (slow(pins) ? 10_000 : 30_000) * (1 + ((seed * 7919) % 11) / 1000);

async function moved(t: Test) {
  const world = await judgedWorld(t, [BENCHMARK, OTHER]);
  for (const pins of good) await world.calibrate(6, real, pins);
  await world.judge.step();
  await world.night(good, real);
  await world.judge.step();
  await world.night(bad, real);
  t.match(await world.judge.step(), { judged: 1, started: 2 });
  const found = await world.store.incidents.list({}, 10);
  const leader = found.find(({ leaderId }) => leaderId === null) as Incident;
  const follower = found.find(({ leaderId }) => leaderId === leader.id) as Incident;
  t.equal(found.length, 2);
  t.ok(leader && follower, 'the same difference on the same nights: one of them leads');
  const outbox = async ({ id }: Incident) => (await world.store.outbox.entries(id)).map(({ action }) => action.kind);
  const now = async ({ id }: Incident) => (await world.store.incidents.get(id)) as Incident;
  const answer = async (incident: Incident) => {
    const waiting = await world.store.jobs.waiting(10);
    t.ok(waiting.some(({ jobId }) => jobId === incident.experimentId));
    await world.experimentOf(incident.experimentId as string, real);
    await world.judge.step();
  };
  return { world, leader, follower, outbox, now, answer };
}

t.test(
  'the leader is confirmed first: the other one is a comment on its issue, which closes with the last',
  async (t) => {
    const { world, leader, follower, outbox, now, answer } = await moved(t);
    await answer(leader);
    t.same(await outbox(leader), ['open']);
    await answer(follower);
    t.same(await outbox(leader), ['open', 'comment']);
    t.same(await outbox(follower), [], 'no issue of its own');
    const told = (await world.store.outbox.entries(leader.id))[1]?.action;
    t.match(told, { body: new RegExp(`${follower.benchmark} on cpu-x86_64 moved together with this`) });

    const back = [bad.find(({ benchmark }) => benchmark === follower.benchmark), good[0], good[1]].filter(
      (pins, at) => at === 0 || pins?.benchmark === leader.benchmark,
    ) as Pins[];
    for (let i = 0; i < 3; i += 1) {
      await world.night(back, real);
      await world.judge.step();
    }
    t.match(await now(leader), { state: 'resolved' });
    t.notOk((await outbox(leader)).includes('close'), 'the other one is still bad');
    for (let i = 0; i < 3; i += 1) {
      await world.night(good, real);
      await world.judge.step();
    }
    t.match(await now(follower), { state: 'resolved' });
    t.equal((await outbox(leader)).at(-1), 'close');
  },
);

t.test('the other one is confirmed first: it takes the lead, and the first follows it', async (t) => {
  const { leader, follower, outbox, now, answer } = await moved(t);
  await answer(follower);
  t.same(await outbox(follower), ['open']);
  t.match(await now(follower), { state: 'confirmed', leaderId: null });
  t.match(await now(leader), { state: 'suspected', leaderId: follower.id });
  await answer(leader);
  t.same(await outbox(leader), []);
  t.same(await outbox(follower), ['open', 'comment']);
});
