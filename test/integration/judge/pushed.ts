import t, { type Test } from 'tap';
import type { PushedResult } from '../../../services/core/model/pushed.ts';
import { judgedWorld } from '../../support/judged-world.ts';
import { normalNoise } from '../../support/judging.ts';
import { aPush } from '../../support/pushes.ts';

// Nights of results that another system made, judged by the ordinary loop: nothing here can be run again.

// Some twenty nights of five results, several times over.
t.setTimeout(400_000);

const DAY_MS = 86_400_000;
/** Results of a night. */
const SEEDS = 5;
const ACCURACY = 0.9;

const SPEED: PushedResult['metrics'] = [
  {
    ...{ name: 'throughput', kind: 'speed', unit: 'examples/s', direction: 'higher', scale: 'positive' },
    minEffect: 0.03,
  },
];

/** @param fixed whether every night has the same seeds. */
async function pushedWorld(t: Test, metrics?: PushedResult['metrics'], fixed = false) {
  const world = await judgedWorld(t);
  const { store, clock, judge } = world;
  let count = 0;
  return {
    ...world,
    /** Hands in one result a seed of the next day and has the night judged. */
    async night(value: (seed: number) => number | null, change: Partial<PushedResult> = {}) {
      clock.advance(DAY_MS);
      const at = clock.now().toISOString();
      let nightId = '';
      for (let index = 0; index < SEEDS; index += 1) {
        count += 1;
        const seed = fixed ? index : count;
        const found = value(seed);
        const [metric] = metrics ?? [{ name: 'accuracy' }];
        const push = aPush(
          {
            ...{ seed, startedAt: at, endedAt: at, source: { name: 'slurm', id: `job-${count}` } },
            ...(metrics === undefined ? {} : { metrics }),
            ...(found === null
              ? { outcome: 'exit-nonzero' as const, exitCode: 1, measurements: [] }
              : { measurements: [{ metric: metric?.name ?? '', value: found }] }),
            ...{ last: index === SEEDS - 1, ...change },
          },
          at,
        );
        nightId = (await store.pushed.take(push)).nightId;
      }
      await judge.step();
      return (await store.nights.get(nightId)) as NonNullable<Awaited<ReturnType<typeof store.nights.get>>>;
    },
    incidents: () => store.incidents.list({}, 10),
  };
}

t.test('a bad night is suspected, waits for further nights alone, and is confirmed by them', async (t) => {
  const world = await pushedWorld(t);
  const noise = normalNoise(7);
  const good = () => ACCURACY + 0.004 * noise();
  for (let night = 0; night < 22; night += 1) t.match(await world.night(good), { state: 'judged' });
  const [series] = await world.store.series.list('default');
  t.match((await world.store.series.bands([series?.id ?? ''])).get(series?.id ?? ''), { kind: 'learned' });
  t.same(await world.incidents(), [], 'stable nights raise nothing');

  const bad = () => ACCURACY - 0.05 + 0.004 * noise();
  await world.night(bad);
  const [suspected] = await world.incidents();
  t.match(suspected, {
    ...{ state: 'suspected', side: 'unknown', experimentId: null, benchmark: 'lab-digits', platform: 'laptop' },
    reason: /below .*Plumbline cannot run it again \(slurm ran it, and its image is not pinned here\)/,
  });
  t.same(await world.store.jobs.waiting(10), [], 'no experiment that no worker could run');
  t.same(await world.store.outbox.entries(suspected?.id ?? ''), [], 'nothing is claimed yet');
  for (let night = 0; night < 2; night += 1) {
    await world.night(bad);
    t.match(await world.incidents(), [{ state: 'suspected' }], 'two further nights are too few');
  }
  await world.night(bad);
  const [confirmed] = await world.incidents();
  t.match(confirmed, {
    ...{ state: 'confirmed', side: 'unknown', reason: /^further nights show it: accuracy is .* in 15 further results/ },
    series: [{ direction: 'below', confirmation: { decision: 'confirmed', good: null, pairs: 15 } }],
  });
  const [issue] = await world.store.outbox.entries(confirmed?.id ?? '');
  t.match(issue?.action, { kind: 'open', title: /lab-digits on laptop: accuracy/ });
  const body = issue?.action.kind === 'open' ? issue.action.body : '';
  t.match(body, /Results that were handed in of lab-digits/);
  t.match(body, /Plumbline cannot repeat them/);
  t.match(body, /after 15 further results/);
  t.notMatch(body, /plumbline run lab-digits/, 'no command that cannot work');
  t.same(await world.store.jobs.waiting(10), []);
  for (let night = 0; night < 3; night += 1) await world.night(good);
  t.match(await world.incidents(), [{ state: 'resolved' }], 'it ends like any other');
});

t.test('one wild night is dismissed by the nights after it', async (t) => {
  const world = await pushedWorld(t);
  const noise = normalNoise(8);
  const good = () => ACCURACY + 0.004 * noise();
  for (let night = 0; night < 22; night += 1) await world.night(good);
  await world.night(() => 0.8 + 0.001 * noise());
  t.match(await world.incidents(), [{ state: 'suspected' }]);
  let nights = 0;
  // The wild night stays part of what a shift is looked for in, so the first good ones may still look like one.
  while (nights < 8 && (await world.incidents())[0]?.state === 'suspected') {
    await world.night(good);
    nights += 1;
  }
  t.match(await world.incidents(), [{ state: 'dismissed', reason: /never confirmed|do not show it/ }]);
});

t.test('the same seeds every night confirm nothing and dismiss nothing: it stays suspected and says why', async (t) => {
  const world = await pushedWorld(t, undefined, true);
  const noise = normalNoise(9);
  for (let night = 0; night < 22; night += 1) await world.night(() => ACCURACY + 0.004 * noise());
  for (let night = 0; night < 16; night += 1) await world.night(() => 0.85 + 0.001 * noise());
  t.match(await world.incidents(), [{ state: 'suspected', reason: /Plumbline cannot run it again/ }]);
});

t.test('failing results are confirmed by failing on further nights', async (t) => {
  const world = await pushedWorld(t);
  const noise = normalNoise(10);
  for (let night = 0; night < 22; night += 1) await world.night(() => ACCURACY + 0.004 * noise());
  await world.night(() => null);
  t.match(await world.incidents(), [{ state: 'suspected', series: [{ direction: 'invalid' }] }]);
  for (let night = 0; night < 3; night += 1) await world.night(() => null);
  t.match(await world.incidents(), [{ state: 'confirmed', series: [{ confirmation: { bad: null, pairs: 3 } }] }]);
});

t.test('speed on a host that is new with another environment waits for nothing', async (t) => {
  const world = await pushedWorld(t, SPEED);
  const noise = normalNoise(11);
  const speed = () => 1000 * Math.exp(0.01 * noise());
  for (let night = 0; night < 22; night += 1) await world.night(speed);
  const environment = { stack: { packages: { torch: '2.5.0' } } };
  const night = await world.night(() => 700 * Math.exp(0.01 * noise()), { host: 'another', environment });
  t.equal(night.state, 'judged');
  t.same(
    (await world.incidents()).filter(({ nightId }) => nightId === night.id),
    [],
    'its offset is learned from its first nights',
  );
});

t.test('a night that is handed in late says nothing about an incident that came after it', async (t) => {
  const world = await pushedWorld(t);
  const noise = normalNoise(12);
  const good = () => ACCURACY + 0.004 * noise();
  for (let night = 0; night < 22; night += 1) await world.night(good);
  const before = new Date(world.clock.now().getTime() - 5 * DAY_MS).toISOString();
  await world.night(() => ACCURACY - 0.05 + 0.004 * noise());
  const [{ updatedAt = '' } = {}] = await world.incidents();
  const late = { startedAt: before, endedAt: before };
  for (let night = 0; night < 4; night += 1) await world.night(good, { ...late, night: before });
  t.match(await world.incidents(), [{ state: 'suspected', cleanNights: 0, updatedAt }]);
});
