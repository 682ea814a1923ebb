import t from 'tap';
import { BENCHMARK, PLATFORM, testApi } from '../../support/api.ts';
import { aResult } from '../../support/pushes.ts';

const URL = '/api/v1/results';
/** A result of the catalog's own benchmark, an hour ago. */
function ofCatalog(change: object = {}) {
  const ended = new Date(Date.now() - 3_600_000).toISOString();
  const { metrics: _, ...rest } = aResult();
  return {
    ...rest,
    ...{ benchmark: BENCHMARK.name, platform: PLATFORM, startedAt: ended, endedAt: ended },
    measurements: [{ metric: 'throughput', value: 1234.5 }],
    ...change,
  };
}

t.test('a result is stored once, by its source, its content and its key', async (t) => {
  const api = await testApi(t);
  const headers = await api.as('worker');
  const send = (payload: object, more: object = {}, query = '') =>
    api.app.inject({ method: 'POST', url: `${URL}${query}`, headers: { ...headers, ...more }, payload });
  const body = ofCatalog();
  const dry = await send(body, {}, '?dryRun=true');
  t.match(dry.json(), { run: null, nightId: null, outcome: 'measured', restorable: false, unknown: ['stack', 'host'] });
  t.same((await api.store.runs.list({}, 10)).items, [], 'a dry run stores nothing');
  const first = await send(body);
  t.equal(first.statusCode, 200);
  t.match(first.json(), {
    ...{ repeated: false, outcome: 'measured', run: { purpose: 'pushed', state: 'ended', platform: PLATFORM } },
    measurements: [{ metric: 'throughput', value: 1234.5, place: 'no-band' }],
  });
  const again = await send(body);
  t.match(again.json(), { repeated: true, run: { id: first.json().run.id } });
  const other = await send({ ...body, seed: 2 });
  t.equal(other.statusCode, 422);
  t.match(other.json(), { code: 'IDEMPOTENCY_MISMATCH', detail: /body\/source\/id: slurm has sent "job-1" before/ });
  const keyed = { 'idempotency-key': 'k-1' };
  const unnamed = { ...body, source: { name: 'laptop' }, seed: 5 };
  const one = await send(unnamed, keyed);
  t.equal((await send(unnamed, keyed)).headers['idempotency-replayed'], 'true');
  t.match((await send({ ...unnamed, seed: 6 }, keyed)).json(), { code: 'IDEMPOTENCY_MISMATCH' });
  t.match((await send(unnamed)).json(), { repeated: true, run: { id: one.json().run.id } }, 'by its content alone');
  t.equal((await api.store.runs.list({}, 10)).items.length, 2);
});

t.test('an image that is pinned here makes it one that can be run again', async (t) => {
  const api = await testApi(t);
  const pinFile = await api.deps.pins.load();
  const image = pinFile?.pins.find(({ platform }) => platform === PLATFORM)?.image.reference;
  const payload = ofCatalog({ environment: { image, host: { kernel: '6.1.0' } } });
  const answer = await api.app.inject({ method: 'POST', url: URL, headers: await api.as('operator'), payload });
  t.match(answer.json(), { restorable: true, unknown: ['stack'] });
  const environment = `/api/v1/runs/${answer.json().run.id}/environment`;
  t.match((await api.app.inject({ url: environment })).json(), { stack: null, host: { kernel: '6.1.0' } });
});

t.test('what cannot be is refused with its place', async (t) => {
  const api = await testApi(t);
  const headers = await api.as('admin');
  const ahead = new Date(Date.now() + 3_600_000).toISOString();
  const cases: [object, string, RegExp][] = [
    [{ platform: 'nowhere' }, 'UNKNOWN_PLATFORM', /body\/platform/],
    [{ benchmark: 'unknown' }, 'UNKNOWN_BENCHMARK', /body\/benchmark/],
    [{ measurements: [{ metric: 'loss', value: 1 }] }, 'UNKNOWN_METRIC', /body\/measurements\/0\/metric/],
    [{ metrics: aResult().metrics }, 'INPUT_INVALID', /body\/metrics/],
    [{ methodVersion: 9 }, 'INPUT_INVALID', /body\/methodVersion/],
    [{ endedAt: ahead }, 'INPUT_INVALID', /body\/endedAt.*in the future/],
    [{ startedAt: ahead }, 'INPUT_INVALID', /body\/startedAt.*after the end/],
    [{ night: '2020-01-01' }, 'INPUT_INVALID', /body\/night/],
    [{ seed: -1 }, 'INPUT_INVALID', /body\/seed/],
    [{ surprise: 1 }, 'INPUT_INVALID', /surprise/],
    [{ log: 'x'.repeat(1_048_577) }, 'INPUT_INVALID', /body\/log/],
  ];
  for (const [change, code, detail] of cases) {
    const answer = await api.app.inject({ method: 'POST', url: URL, headers, payload: ofCatalog(change) });
    t.match(answer.json(), { code, detail }, JSON.stringify(change).slice(0, 80));
  }
  const large = { ...headers, 'content-type': 'application/json' };
  const huge = await api.app.inject({ method: 'POST', url: URL, headers: large, payload: 'x'.repeat(9_000_000) });
  t.match(huge.json(), { code: 'BODY_TOO_LARGE' });
  const broken = await api.app.inject({ method: 'POST', url: URL, headers: large, payload: '{"a":' });
  t.match(broken.json(), { code: 'INPUT_INVALID', detail: /not JSON/ });
});

t.test('what is no number is a finding, also as Python writes it', async (t) => {
  const api = await testApi(t);
  const headers = { ...(await api.as('admin')), 'content-type': 'application/json' };
  const send = (payload: string) => api.app.inject({ method: 'POST', url: URL, headers, payload });
  const bare = JSON.stringify(ofCatalog({ source: { name: 'a' } })).replace('1234.5', 'NaN');
  t.match((await send(bare)).json(), { outcome: 'invalid-metric', detail: /"NaN"/, measurements: [] });
  for (const value of ['Infinity', 'fast', null]) {
    const payload = JSON.stringify(
      ofCatalog({ source: { name: String(value) }, measurements: [{ metric: 'throughput', value }] }),
    );
    t.match((await send(payload)).json(), { outcome: 'invalid-metric', measurements: [] }, String(value));
  }
  const none = JSON.stringify(ofCatalog({ source: { name: 'none' }, measurements: [] }));
  t.match((await send(none)).json(), { outcome: 'missing-metric', detail: /has no value of throughput/ });
});

t.test('a log of another format is read with what the query says', async (t) => {
  const api = await testApi(t);
  const headers = { ...(await api.as('worker')), 'content-type': 'text/plain' };
  const [metric] = BENCHMARK.metrics;
  // The first sample is within the metric's warm-up.
  const line = (value: number) =>
    `:::MLLOG {"key": "${metric?.source.key}", "event_type": "POINT_IN_TIME", "value": ${value}, "time_ms": 1}\n`;
  const log = line(1) + line(99.5);
  const send = (query: string, payload = log) =>
    api.app.inject({ method: 'POST', url: `${URL}?${query}`, headers, payload });
  const query = `benchmark=${BENCHMARK.name}&platform=${PLATFORM}&seed=3&host=box&source=slurm&sourceId=j-1`;
  const answer = await send(query);
  t.match(answer.json(), { outcome: 'measured', measurements: [{ metric: 'throughput', value: 99.5 }] });
  t.match((await send(query)).json(), { repeated: true, run: { id: answer.json().run.id } });
  t.match((await send(query, `${log}more\n`)).json(), { code: 'IDEMPOTENCY_MISMATCH' });
  t.match((await send(`${query}&exitCode=1`.replace('j-1', 'j-2'))).json(), { outcome: 'exit-nonzero' });
  t.match((await send('benchmark=toy')).json(), { code: 'INPUT_INVALID', detail: /platform, seed and host/ });
  t.match((await send(query.replace('toy', 'none'))).json(), { code: 'UNKNOWN_BENCHMARK' });
  t.match((await send(`${query}&metric=loss%3Dx`)).json(), { code: 'UNKNOWN_METRIC' });
});
