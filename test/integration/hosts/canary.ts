import t, { type Test } from 'tap';
import type { Job } from '../../../services/core/model/job.ts';
import { CANARY_PAUSE_MS } from '../../../services/core/planning/canary-turn.ts';
import type { NewRun } from '../../../services/core/ports/store-runs.ts';
import { servePages } from '../../../services/dashboard/pages.ts';
import { claim, PLATFORM, reportOf, type TestApi, testApi, triggerRun } from '../../support/api.ts';
import { aNight, aRun } from '../../support/builders.ts';
import { catalogOf, manifest, pinFileOf, pinsOf, setClock } from '../../support/planning.ts';

// The real door over a real store: hosts that ask for work, their canaries, and what follows for them.

const TOY = manifest('toy', { platforms: [PLATFORM] });
const CANARY = manifest('canary-cpu', { platforms: [PLATFORM], canary: true });

async function service(t: Test, pinned = true) {
  const clock = setClock('2026-03-01T02:00:00.000Z');
  const catalog = catalogOf(TOY, CANARY);
  const pins = pinFileOf(...(pinned ? [TOY, CANARY] : [TOY]).map((one) => pinsOf(one, PLATFORM)));
  const api = await testApi(t, {
    deps: {
      clock,
      catalog: { load: async () => catalog },
      pins: { load: async () => pins, save: async () => undefined },
      pages: (app) => servePages(app, { project: 'default' }),
    },
  });
  let night = 0;
  /** A night of so many runs, planned now, in store and queue. */
  const plan = async (count: number): Promise<void> => {
    clock.advance(1000);
    night += 1;
    const nightId = `night_0000000${night}`;
    const at = clock.now().toISOString();
    const runs: NewRun[] = Array.from({ length: count }, (_, i) =>
      aRun({
        metrics: TOY.metrics,
        id: `run_n${night}_${i}`,
        purpose: 'night',
        nightId,
        pins: pinsOf(TOY, PLATFORM),
        priority: 100,
        createdAt: at,
      }),
    );
    const deadline = new Date(clock.now().getTime() + 6 * 3_600_000).toISOString();
    await api.store.nights.plan(aNight({ id: nightId, instant: at, plannedAt: at, deadline }), runs);
    await api.queue.enqueueAll(runs.map(({ id }) => ({ jobId: id, platform: PLATFORM, priority: 100 })));
  };
  const ask = async (host: string): Promise<Job | null> => {
    clock.advance(1000);
    return claim(api, { host, workerId: `wrk-${host}` });
  };
  return { ...api, api, clock, plan, ask };
}

/** The benchmark of a claimed run. */
const what = (job: Job | null): string | null => (job?.kind === 'run' ? job.run.pins.benchmark : null);

/** Hands a claimed run in with so many examples a second. */
async function done(api: TestApi, job: Job | null, value: number, outcome: 'measured' | 'image-missing' = 'measured') {
  if (job === null) throw new Error('there was nothing to do');
  const measurements = outcome === 'measured' ? [{ metric: 'throughput', value, unit: 'examples/s' }] : [];
  const report = reportOf(job, { measurements, outcome });
  const url = `/api/v1/worker/jobs/${job.jobId}/report`;
  const answer = await api.app.inject({ method: 'POST', url, headers: await api.as('worker'), payload: report });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json();
}

/** One night on one host: the canary at this speed, then one run of the night. */
async function oneNight({ api, plan, ask }: Awaited<ReturnType<typeof service>>, host: string, value: number) {
  await plan(1);
  const canary = await ask(host);
  t.equal(what(canary), 'canary-cpu', 'the first claim of a night is the canary');
  await done(api, canary, value);
  const work = await ask(host);
  t.equal(what(work), 'toy');
  await done(api, work, 1000);
}

const standing = async ({ store }: TestApi, host: string) =>
  (await store.canaries.standings()).find((one) => one.host === host);

t.test('a slow host is found by two canaries, gets no night, and comes back after three clean ones', async (t) => {
  const all = await service(t);
  const { api, store, clock, plan, ask } = all;
  for (const value of [1000, 1010, 990, 1005]) await oneNight(all, 'slow', value);
  t.match(await standing(api, 'slow'), { quarantinedAt: null, canary: { kind: 'clean', accepted: true } });
  for (const value of [500, 505, 495, 500]) await oneNight(all, 'other', value);

  await plan(3);
  await done(api, await ask('slow'), 600);
  t.match(await standing(api, 'slow'), { quarantinedAt: null, canary: { kind: 'out', metric: 'throughput' } });
  const second = await ask('slow');
  t.equal(what(second), 'canary-cpu', 'another at once');
  await done(api, second, 610);
  t.match(await standing(api, 'slow'), { quarantinedAt: String, quarantineReason: /39 % below this host's/ });
  t.equal(await ask('slow'), null, 'no run of the night');
  const { items } = (await api.app.inject('/api/v1/hosts')).json();
  t.match(items, [
    { host: 'other', canary: { kind: 'clean' }, quarantine: null },
    { host: 'slow', canary: { kind: 'out', change: Number }, quarantine: { since: String, reason: /throughput/ } },
  ]);
  t.match((await api.app.inject('/api/v1/freshz')).json().parts, { hosts: 'unavailable', workers: 'ok' });
  t.match((await api.app.inject('/')).body, /<b>In quarantine:<\/b> slow\./);

  t.equal(what(await ask('slow')), null);
  const other = await ask('other');
  t.equal(what(other), 'canary-cpu', 'another host of the platform goes on');
  await done(api, other, 502);
  for (let run = 0; run < 3; run += 1) {
    const work = await ask('other');
    t.equal(what(work), 'toy');
    await done(api, work, 1000);
  }

  await plan(1);
  const byHand = await triggerRun(api, { benchmark: 'toy', platform: PLATFORM });
  const hand = await ask('slow');
  t.equal(hand?.jobId, byHand, 'a person who asks gets the run');
  await done(api, hand, 700);

  for (let clean = 1; clean <= 3; clean += 1) {
    clock.advance(CANARY_PAUSE_MS);
    const canary = await ask('slow');
    t.equal(what(canary), 'canary-cpu', 'canaries with a pause between');
    await done(api, canary, 1000);
    t.equal((await standing(api, 'slow'))?.quarantinedAt === null, clean === 3, `after ${clean}`);
  }
  t.equal(what(await ask('slow')), 'toy', 'and works again');
  const ended = await store.runs.list({ purpose: 'canary' }, 200);
  t.ok(ended.items.every((run) => run.nightId === null && run.host !== null));
});

t.test('nothing changes where no canary is pinned', async (t) => {
  const all = await service(t, false);
  await all.plan(1);
  t.equal(what(await all.ask('box')), 'toy');
});

t.test('nothing runs beside a canary, and two claims of one host make one', async (t) => {
  const { api, plan, ask, clock } = await service(t);
  await plan(3);
  clock.advance(1000);
  const [one, two] = await Promise.all([ask('box'), ask('box')]);
  const [canary, none] = one === null ? [two, one] : [one, two];
  t.equal(what(canary), 'canary-cpu');
  t.equal(none, null);
  t.equal(await ask('box'), null, 'while it runs');
  await done(api, canary, 1000);
  t.equal(what(await ask('box')), 'toy');
  t.equal(what(await ask('box')), 'toy', 'as many at a time as its worker asks for');
  await plan(1);
  t.equal(await ask('box'), null, 'the next night waits until the host is idle');
});

t.test('a canary that is handed back, lost or cannot run never waits for another host', async (t) => {
  const { api, store, app, as, plan, ask, clock } = await service(t);
  await plan(2);
  const first = (await ask('box')) as Job;
  const url = `/api/v1/worker/jobs/${first.jobId}/release`;
  await app.inject({ method: 'POST', url, headers: await as('worker'), payload: { fence: first.fence } });
  t.match(await store.runs.get(first.jobId), { state: 'cancelled', outcome: 'cancelled' });
  const second = (await ask('box')) as Job;
  t.equal(what(second), 'canary-cpu', 'one that was handed back did not happen');
  const late = new Date(clock.now().getTime() + 3_600_000).toISOString();
  t.same(await store.jobs.lose(second.jobId, late), { waiting: false });
  t.match(await store.runs.get(second.jobId), { state: 'ended', outcome: 'host-lost' });
  const work = await ask('box');
  t.equal(what(work), 'toy', 'one that failed is not tried without end');
  await done(api, work, 1000);
  t.match(await standing(api, 'box'), { quarantinedAt: null, canary: { kind: 'failed', reason: /host-lost/ } });
  await plan(1);
  const third = await ask('box');
  t.equal((await done(api, third, 0, 'image-missing')).taken, 'counted');
  t.match(await store.runs.get(third?.jobId as string), { state: 'ended', outcome: 'image-missing' });
});

t.test('a person may release a host: it learns anew', async (t) => {
  const all = await service(t);
  const { api, clock, plan, ask } = all;
  for (const value of [1000, 1010, 990]) await oneNight(all, 'box', value);
  await plan(1);
  for (const value of [600, 601]) await done(api, await ask('box'), value);
  t.match(await standing(api, 'box'), { quarantinedAt: String });
  clock.advance(1000);
  const release = async (host: string) => {
    const request = { method: 'POST', url: `/api/v1/hosts/${host}/release`, payload: { platform: PLATFORM } } as const;
    return api.app.inject({ ...request, headers: await api.as('operator') });
  };
  t.match((await release('box')).json(), { host: 'box', quarantine: null });
  t.equal((await release('nobody')).statusCode, 404);
  const work = await ask('box');
  t.equal(what(work), 'toy');
  await done(api, work, 1000);
  await plan(1);
  await done(api, await ask('box'), 600);
  t.match(await standing(api, 'box'), { quarantinedAt: null, canary: { kind: 'learning', accepted: true } });
});
