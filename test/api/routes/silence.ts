import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { Benchmark } from '../../../services/core/model/benchmark.ts';
import { servePages } from '../../../services/dashboard/pages.ts';
import { testApi } from '../../support/api.ts';
import { aMetric, aNight, aPoint, aVerdict } from '../../support/builders.ts';
import { fillJudged, SPEED_SERIES } from '../../support/judged-store.ts';
import { catalogOf, manifest, NIGHTLY, setClock } from '../../support/planning.ts';

// The store's newest night is that of 23 November, 02:30.
const LAST = '2026-11-23T02:30:00.000Z';

async function watched(t: Parameters<typeof testApi>[0], now: string) {
  const metrics = [aMetric(), aMetric({ name: 'throughput', kind: 'speed', scale: 'positive' })];
  const clock = setClock(now);
  let catalog = catalogOf(manifest('digits', { metrics }));
  const api = await testApi(t, {
    config: { schedules: [NIGHTLY] },
    deps: {
      // It stands, but a probe's patience is real.
      clock: { now: clock.now, sleep: systemClock.sleep },
      catalog: {
        load: async () => {
          if (catalog.benchmarks.length > 0) return catalog;
          throw new Error('somebody is editing it');
        },
      },
      pages: (app) => servePages(app, { project: 'default' }),
    },
  });
  await fillJudged(api.store);
  const setCatalog = (...manifests: readonly Benchmark[]) => {
    catalog = catalogOf(...manifests);
  };
  const status = async () => (await api.app.inject('/api/v1/status')).json();
  return { ...api, clock, metrics, setCatalog, status };
}

t.test('nights that stopped are silence, though nobody planned anything', async (t) => {
  const { app, clock, status } = await watched(t, '2026-11-25T04:30:00.000Z');
  t.strictSame((await status()).silent, [], 'the second night may still report');
  t.match((await app.inject('/api/v1/freshz')).json(), { status: 'ok', parts: { series: 'ok', platforms: 'ok' } });
  t.match((await app.inject('/')).body, /<dt>silent<\/dt><dd class="">0</);
  t.notMatch((await app.inject('/')).body, /role="alert"/);
  clock.advance(1);
  t.match((await status()).silent, [
    { kind: 'series', seriesId: 'ser_00000001', since: LAST, due: '2026-11-25T04:30:00.000Z' },
    { kind: 'series', seriesId: SPEED_SERIES, since: LAST, reason: /^throughput of digits on cpu-x86_64 has had no/ },
  ]);
  const probe = await app.inject('/api/v1/freshz');
  t.equal(probe.statusCode, 503);
  t.match(probe.json(), { status: 'unavailable', parts: { series: 'unavailable', workers: 'ok', platforms: 'ok' } });
  t.equal((await app.inject('/api/v1/readyz')).statusCode, 200, 'the service itself is fine');
  const { body } = await app.inject('/');
  t.match(body, /role="alert"><p><b>Silent:<\/b> 2 series stopped reporting/);
  t.match(body, /<li>accuracy of digits on cpu-x86_64 has had no valid point since 2026-11-23 02:30 UTC/);
  t.match(body, /<td class="state"><span title="[^"]*"><span class="badge bad">silent</);
  t.notMatch(body, /badge bad">below/, 'an old verdict is not shown as news');
});

t.test('nights without a valid point are silence too', async (t) => {
  const { store, status } = await watched(t, '2026-11-27T04:00:00.000Z');
  for (const day of [24, 25, 26]) {
    const [id, instant] = [`night_${day}`, `2026-11-${day}T02:30:00.000Z`];
    await store.nights.plan(aNight({ id, instant, deadline: instant }), []);
    await store.nights.closeDue(instant);
    const own = { seriesId: SPEED_SERIES, nightId: id };
    await store.nights.judge(id, {
      points: [
        aPoint({ ...own, at: instant, value: null }),
        aPoint({ ...own, seriesId: 'ser_00000001', at: instant, value: 0.97 }),
      ],
      verdicts: [aVerdict({ ...own, kind: 'invalid' }), aVerdict({ ...own, seriesId: 'ser_00000001' })],
      newIncidents: [],
      changedIncidents: [],
      events: [],
      experiments: [],
      outbox: [],
    });
  }
  t.match((await status()).silent, [{ seriesId: SPEED_SERIES, since: LAST }]);
});

t.test('workers and platforms that stop calling', async (t) => {
  const { app, store, status } = await watched(t, '2026-11-24T05:00:00.000Z');
  const seen = (host: string, seenAt: string) =>
    store.hosts.seen({ host, platform: 'cpu-x86_64', workerId: 'wrk_1', seenAt });
  await seen('host-a', '2026-11-23T23:00:00.000Z');
  t.match((await status()).silent, [{ kind: 'platform', platform: 'cpu-x86_64', host: null }]);
  t.match((await app.inject('/')).body, /1 platform stopped reporting/);
  await seen('host-b', '2026-11-24T04:59:00.000Z');
  t.match((await status()).silent, [{ kind: 'worker', host: 'host-a' }]);
  t.match((await app.inject('/freshz')).statusCode, 404);
  t.match((await app.inject('/api/v1/freshz')).json().parts, { workers: 'unavailable', platforms: 'ok' });
  t.match((await app.inject('/')).body, /host-a<\/td><td>cpu-x86_64<\/td><td>6 h ago <span class="badge bad">silent</);
  await seen('host-a', '2026-11-24T04:59:30.000Z');
  t.strictSame((await status()).silent, []);
});

t.test('a removed benchmark is not silent; a broken catalog hides nothing', async (t) => {
  const { status, metrics, setCatalog, log } = await watched(t, '2026-12-24T00:00:00.000Z');
  t.equal((await status()).silent.length, 2);
  setCatalog(manifest('other', { metrics }));
  t.strictSame((await status()).silent, []);
  setCatalog();
  t.equal((await status()).silent.length, 2);
  t.match(log.lines.at(-1), { level: 'warn', message: /catalog cannot be read/ });
});
