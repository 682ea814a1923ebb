import t from 'tap';
import type { TrialResult } from '../../../services/core/model/search.ts';
import { PLATFORM, testApi, triggerRun } from '../../support/api.ts';
import { anExperiment } from '../../support/builders.ts';
import { fillJudged } from '../../support/judged-store.ts';
import { aSearch, aSearchStep } from '../../support/searches.ts';

const SIDES = { good: { kind: 'run', run: 'run_00000011' }, bad: { kind: 'run', run: 'run_00000121' } };

async function searching(t: Parameters<typeof testApi>[0]) {
  const woken: true[] = [];
  const api = await testApi(t, { deps: { wake: () => woken.push(true) } });
  await fillJudged(api.store);
  const headers = await api.as('operator');
  const ask = (payload: object, more: Record<string, string> = {}) =>
    api.app.inject({ method: 'POST', url: '/api/v1/searches', headers: { ...headers, ...more }, payload });
  return { ...api, ask, headers, woken };
}

t.test('a search by two runs is stored, tells the loop, and is asked for once', async (t) => {
  const { app, store, ask, woken } = await searching(t);
  const answer = await ask({ ...SIDES, metric: 'throughput', maxRuns: 20 }, { 'idempotency-key': 'once' });
  t.equal(answer.statusCode, 202);
  const search = answer.json();
  t.match(search, {
    state: 'queued',
    benchmark: 'digits',
    platform: 'cpu-x86_64',
    actor: 'operator a operator',
    sides: SIDES,
    metric: 'throughput',
    budget: { maxRuns: 20, maxMinutes: 600 },
    incidentId: null,
  });
  t.equal(woken.length, 1);
  const again = await ask({ ...SIDES, metric: 'throughput', maxRuns: 20 }, { 'idempotency-key': 'once' });
  t.equal(again.json().id, search.id);
  t.equal((await store.searches.list({}, 10)).length, 1);
  const listed = (await app.inject('/api/v1/searches?open=true')).json();
  t.match(listed, { items: [{ id: search.id }], next: null });
  t.match((await app.inject(`/api/v1/searches/${search.id}`)).json(), { search: { id: search.id }, steps: [] });
  t.equal((await ask({ ...SIDES, bad: SIDES.good })).statusCode, 202, 'a control');
});

t.test('sides that are no runs need a benchmark; of a lock file only the size is shown', async (t) => {
  const { ask, store } = await searching(t);
  const text = 'numpy==2.0.0\n'.repeat(100_000);
  const payload = {
    benchmark: 'toy',
    platform: PLATFORM,
    good: { kind: 'set', set: {} },
    bad: { kind: 'lock', text },
  };
  const answer = await ask(payload);
  t.equal(answer.statusCode, 202, 'a lock file above the bound of ordinary requests');
  t.match(answer.json().sides, { good: { kind: 'set', set: {} }, bad: { kind: 'lock', characters: text.length } });
  t.notMatch(answer.body, /numpy==/);
  t.match(await store.searches.get(answer.json().id), { sides: { bad: { text } } });
});

t.test('what cannot be searched is refused with its reason', async (t) => {
  const api = await searching(t);
  const refused = async (payload: object, status: number, code: string, detail: RegExp) => {
    const answer = await api.ask(payload);
    t.equal(answer.statusCode, status, answer.body);
    t.match(answer.json(), { code, detail });
  };
  const waiting = await triggerRun(api);
  const set = { kind: 'set', set: {} };
  await refused({ ...SIDES, bad: { kind: 'run', run: 'run_x' } }, 404, 'NOT_FOUND', /"run_x"/);
  await refused({ ...SIDES, bad: { kind: 'run', run: waiting } }, 400, 'INPUT_INVALID', /is queued/);
  await refused({ good: set, bad: set, benchmark: 'none', platform: PLATFORM }, 404, 'UNKNOWN_BENCHMARK', /"none"/);
  await refused({ good: set, bad: set }, 400, 'INPUT_INVALID', /name the benchmark/);
  await refused({ good: set, bad: set, benchmark: 'toy' }, 400, 'INPUT_INVALID', /several platforms/);
  await refused({ ...SIDES, metric: 'nothing' }, 422, 'UNKNOWN_METRIC', /accuracy, throughput/);
  await refused({ ...SIDES, maxRuns: 0 }, 400, 'INPUT_INVALID', /a budget of 0 runs can show nothing/);
  await refused({ ...SIDES, more: 1 }, 400, 'INPUT_INVALID', /more/);
  const viewer = await api.as('viewer');
  const forbidden = await api.app.inject({ method: 'POST', url: '/api/v1/searches', headers: viewer, payload: SIDES });
  t.equal(forbidden.statusCode, 403);
  t.equal((await api.store.searches.list({}, 10)).length, 0);
});

t.test('a search is cancelled once, and one that has ended is not', async (t) => {
  const { app, ask, headers, store } = await searching(t);
  const { id } = (await ask(SIDES)).json();
  const cancel = (which: string) =>
    app.inject({ method: 'POST', url: `/api/v1/searches/${which}/cancel`, headers, payload: {} });
  const answer = await cancel(id);
  t.equal(answer.statusCode, 202);
  t.match(answer.json(), { state: 'cancelled' });
  t.match(await store.searches.get(id), { state: 'cancelled' });
  t.equal((await app.inject('/api/v1/searches?open=true')).json().items.length, 0);
  await store.searches.create(aSearch({ id: 'sea_ended', state: 'ended' }));
  t.equal((await cancel('sea_ended')).statusCode, 409);
  t.equal((await cancel('sea_x')).statusCode, 404);
});

t.test('a search shows what each step asked, what it gave and its runs', async (t) => {
  const { app, store } = await searching(t);
  const id = 'sea_00000001';
  await store.searches.create(
    aSearch({ state: 'running', changes: [{ factor: 'package:numpy', from: '1', to: '2' }] }),
  );
  await store.searches.begin(aSearchStep(0, { experimentId: 'exp_t' }), anExperiment({ id: 'exp_t' }));
  const answer: TrialResult = {
    ...{ kind: 'trial', verdict: 'bad', unresolved: null, reason: 'like the bad side', reference: 60, value: 25 },
    ...{ effect: -0.58, interval: [-0.6, -0.56], share: 1, evidence: 400, pairs: 2, runs: 4, host: 'host-a' },
  };
  await store.searches.answer(id, 0, answer);
  const factors = [{ factor: 'package:numpy', from: '1', to: '2' }];
  await store.searches.begin(aSearchStep(1, { ask: { kind: 'between', what: 'versions', factors } }), null);
  await store.searches.answer(id, 1, { kind: 'between', items: ['1.5'] });
  await store.searches.begin(aSearchStep(2), null);
  const detail = (await app.inject(`/api/v1/searches/${id}`)).json();
  t.match(detail.steps, [
    { at: 0, ask: { text: 'all old, numpy new' }, answer, experiment: { id: 'exp_t', state: 'queued', runs: [] } },
    { at: 1, ask: { kind: 'between', what: 'versions', factors }, answer: { items: ['1.5'] }, experiment: null },
    { at: 2, answer: null, experiment: null },
  ]);
  t.equal((await app.inject('/api/v1/searches/sea_x')).statusCode, 404);
});
