import t from 'tap';
import { claim, PLATFORM, reportOf, testApi, triggerRun } from '../../support/api.ts';
import { aHost, aStack } from '../../support/builders.ts';
import { fillJudged } from '../../support/judged-store.ts';

t.test('the list is filtered and paged by an opaque cursor', async (t) => {
  const { app, store } = await testApi(t);
  await fillJudged(store);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const answer = await app.inject(
      `/api/v1/runs?benchmark=digits&purpose=night&limit=10${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    const page = answer.json() as { items: { id: string }[]; next: string | null };
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  t.equal(seen.length, 36);
  t.equal(new Set(seen).size, 36);
  t.equal(seen[0], 'run_00000123', 'newest first');
  t.equal((await app.inject('/api/v1/runs?nightId=night_00000003')).json().items.length, 3);
  t.equal((await app.inject('/api/v1/runs?state=queued')).json().items.length, 0);
  t.equal((await app.inject('/api/v1/runs?cursor=garbage')).statusCode, 400);
});

t.test('a run with its measurements, attempts, environment and samples', async (t) => {
  const api = await testApi(t);
  const id = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  const headers = await api.as('worker');
  const samples = [
    { metric: 'throughput', value: 10, line: 1 },
    { metric: 'throughput', value: null, raw: 'NaN', line: 2 },
  ];
  await api.app.inject({
    method: 'POST',
    url: `/api/v1/worker/jobs/${id}/samples`,
    headers,
    payload: { fence: job.fence, runId: id, attempt: 1, first: 0, samples },
  });
  const report = reportOf(job, { stack: aStack(), host: aHost() });
  await api.app.inject({ method: 'POST', url: `/api/v1/worker/jobs/${id}/report`, headers, payload: report });
  const run = (await api.app.inject(`/api/v1/runs/${id}`)).json();
  t.match(run, {
    id,
    state: 'ended',
    outcome: 'measured',
    measurements: report.measurements,
    attempts: [{ attempt: 1, late: false }],
    pins: { benchmark: 'toy' },
  });
  const environment = (await api.app.inject(`/api/v1/runs/${id}/environment`)).json();
  t.strictSame(environment.stack, aStack());
  t.strictSame(environment.host, aHost());
  t.equal(environment.stackFingerprint, run.stackFingerprint);
  const listed = (await api.app.inject(`/api/v1/runs/${id}/samples?metric=throughput`)).json();
  t.match(listed.items, samples);
});

t.test('a queued run is cancelled at once, and out of the queue', async (t) => {
  const api = await testApi(t);
  const id = await triggerRun(api);
  const headers = await api.as('operator');
  const cancel = () => api.app.inject({ method: 'POST', url: `/api/v1/runs/${id}/cancel`, headers });
  const answer = await cancel();
  t.equal(answer.statusCode, 202);
  t.equal(answer.json().state, 'cancelled');
  t.notOk(await api.queue.has(PLATFORM, id));
  t.equal(await claim(api), null);
  const unknown = await api.app.inject({ method: 'POST', url: '/api/v1/runs/run_unknown/cancel', headers });
  t.equal(unknown.json().code, 'NOT_FOUND');
});

t.test('a run that has ended cannot be cancelled', async (t) => {
  const { app, as, store } = await testApi(t);
  await fillJudged(store);
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/runs/run_00000011/cancel',
    headers: await as('operator'),
  });
  t.equal(answer.statusCode, 409);
  t.match(answer.json().detail, /has ended/);
});
