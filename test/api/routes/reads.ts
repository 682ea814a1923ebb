import t from 'tap';
import { testApi } from '../../support/api.ts';
import { EXPERIMENT, fillJudged, INCIDENT, SPEED_SERIES } from '../../support/judged-store.ts';

// One store with twelve judged nights; every answer is also held against its schema by the harness.

t.test('status, nights, series, incidents, hosts', async (t) => {
  const { app, store, queue } = await testApi(t);
  await fillJudged(store);
  await store.hosts.seen({
    host: 'host-a',
    platform: 'cpu-x86_64',
    workerId: 'wrk_1',
    seenAt: '2026-11-24T01:00:00.000Z',
  });
  const get = async (url: string) => {
    const answer = await app.inject(`/api/v1${url}`);
    t.equal(answer.statusCode, 200, url);
    return answer.json();
  };
  const status = await get('/status');
  t.match(status.verdicts, { 'in-band': 1, below: 1, none: 0 });
  t.match(status.openIncidents, [{ id: INCIDENT, state: 'suspected' }]);
  t.match(status.outbox, { pending: 1, sent: 0, notSent: 0 });
  t.match(status.workers, [{ host: 'host-a' }]);
  t.strictSame(status.queues, [{ platform: 'cpu-x86_64', counts: { waiting: 0, active: 0, delayed: 0 } }]);
  t.equal(status.series.length, 2);
  t.equal(status.nights.length, 10);
  queue.down = true;
  t.strictSame((await get('/status')).queues, [{ platform: 'cpu-x86_64', counts: null }], 'a silent queue is shown');
  t.equal((await get('/nights?limit=3')).items.length, 3);
  const night = await get('/nights/night_00000012');
  t.match(night.points, [
    { series: { metric: 'accuracy' }, point: { verdict: { kind: 'in-band', band: { kind: 'declared' } } } },
    { series: { id: SPEED_SERIES }, point: { value: 13_600, verdict: { kind: 'below' } } },
  ]);
  t.match(night.runs[0], {
    run: { purpose: 'night' },
    measurements: [{ metric: 'accuracy' }, { metric: 'throughput' }],
  });
  t.equal((await get('/series?benchmark=digits')).items.length, 2);
  t.equal((await get('/series?benchmark=other')).items.length, 0);
  const series = await get(`/series/${SPEED_SERIES}?limit=5`);
  t.equal(series.points.length, 5);
  t.match(series.points[0], { nightId: 'night_00000012', verdict: { kind: 'below', suspicious: true } });
  t.match(series.band, { kind: 'calibrated', low: 37_000 });
  t.match(series.segments, [{ to: series.points[0].at, points: 5 }], 'one slow night is no level');
  t.strictSame(series.changes, []);
  t.match((await get('/incidents?open=true')).items, [{ id: INCIDENT }]);
  t.equal((await get('/incidents?state=dismissed')).items.length, 0);
  t.match(await get(`/incidents/${INCIDENT}`), {
    incident: { id: INCIDENT },
    bands: [{ seriesId: SPEED_SERIES, description: '−9.3 / +10 %, calibrated from 8 runs', band: { high: 45_000 } }],
    events: [{ to: 'suspected', actor: 'judge' }],
    experiment: { id: EXPERIMENT, state: 'queued', runs: [] },
    issue: null,
    outbox: [{ kind: 'open', state: 'pending' }],
  });
  t.match((await get('/hosts')).items, [{ host: 'host-a' }]);
});

t.test('the catalog, with what is pinned', async (t) => {
  const { app } = await testApi(t);
  t.match((await app.inject('/api/v1/benchmarks')).json().items, [
    { manifest: { name: 'toy' }, pinned: ['cpu-x86_64', 'nvidia-h100'] },
  ]);
  t.match((await app.inject('/api/v1/benchmarks/toy')).json(), { manifest: { name: 'toy' } });
  t.equal((await app.inject('/api/v1/benchmarks/other')).json().code, 'UNKNOWN_BENCHMARK');
  t.match((await app.inject('/api/v1/platforms')).json().items, [{ name: 'cpu-x86_64' }]);
});

t.test('what is not there is 404', async (t) => {
  const { app } = await testApi(t);
  for (const url of [
    '/nights/x',
    '/series/x',
    '/incidents/x',
    '/runs/x',
    '/runs/x/log',
    '/runs/x/environment',
    '/problems/NOTHING',
    '/problems/toString',
  ])
    t.match((await app.inject(`/api/v1${url}`)).json(), { status: 404, code: 'NOT_FOUND' }, url);
});

t.test('probes say which part is away, and each problem has its page', async (t) => {
  const { app, queue } = await testApi(t);
  t.match((await app.inject('/api/v1/readyz')).json(), { status: 'ok', parts: { store: 'ok', queue: 'ok' } });
  queue.down = true;
  const away = await app.inject('/api/v1/readyz');
  t.equal(away.statusCode, 503);
  t.match(away.json(), { status: 'unavailable', parts: { store: 'ok', queue: 'unavailable' } });
  t.equal((await app.inject('/api/v1/healthz')).statusCode, 200);
  t.match((await app.inject('/api/v1/problems/LEASE_LOST')).json(), {
    status: 409,
    title: 'Lease lost',
    retryable: false,
  });
});
