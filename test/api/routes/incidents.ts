import t from 'tap';
import { claim, testApi } from '../../support/api.ts';
import { EXPERIMENT, fillJudged, INCIDENT } from '../../support/judged-store.ts';

async function judged(t: Parameters<typeof testApi>[0]) {
  const api = await testApi(t);
  await fillJudged(api.store);
  const headers = await api.as('operator');
  const decide = (action: string, payload: object = {}) =>
    api.app.inject({ method: 'POST', url: `/api/v1/incidents/${INCIDENT}/${action}`, headers, payload });
  return { ...api, decide };
}

/** Lets the waiting experiment run to its end as a worker would; the bad side gives `bad`. */
async function experiment(api: Awaited<ReturnType<typeof judged>>, bad: number): Promise<string> {
  await api.queue.enqueue({ jobId: EXPERIMENT, platform: 'cpu-x86_64', priority: 20 });
  const job = await claim(api);
  if (job?.kind !== 'experiment') throw new Error('no experiment was claimed');
  const headers = await api.as('worker');
  const post = async (verb: string, payload: object) =>
    (
      await api.app.inject({ method: 'POST', url: `/api/v1/worker/jobs/${EXPERIMENT}/${verb}`, headers, payload })
    ).json();
  for (let step = 0; step < 20; step++) {
    const next = await post('next', { fence: job.fence });
    if (next.kind === 'stop') return next.reason;
    const again = await post('next', { fence: job.fence });
    if (again.run.runId !== next.run.runId) throw new Error('a repeated question started another run');
    const { runId, attempt, pins, seed } = next.run;
    const isBad = pins.lock.packages.numpy === '2.0.0';
    const measurements = [
      { metric: 'accuracy', value: 0.97, unit: 'share' },
      { metric: 'throughput', value: (isBad ? bad : 40_000) + (seed % 7) * 11, unit: 'examples/s' },
    ];
    const report = {
      fence: job.fence,
      runId,
      attempt,
      outcome: 'measured',
      detail: '',
      exitCode: 0,
      startedAt: '2026-11-23T03:00:00Z',
      endedAt: '2026-11-23T03:00:05Z',
      measurements,
      tainted: [],
      logBytes: 0,
      logDropped: 0,
    };
    const taken = await post('report', report);
    if (taken.taken !== 'counted') throw new Error(JSON.stringify(taken));
  }
  throw new Error('the experiment did not stop');
}

t.test('an experiment goes through the door pair by pair until it is decided', async (t) => {
  const api = await judged(t);
  t.match(await experiment(api, 13_000), /decided after 4 pairs/);
  t.notOk(await api.queue.has('cpu-x86_64', EXPERIMENT));
  const detail = (await api.app.inject(`/api/v1/incidents/${INCIDENT}`)).json();
  t.match(detail.experiment, { state: 'ended', reason: /decided/ });
  const sides = detail.experiment.runs.map((run: { pair: number; arm: string }) => `${run.pair}${run.arm}`);
  t.strictSame(sides, ['0good', '0bad', '1bad', '1good', '2good', '2bad', '3bad', '3good'], 'interleaved');
});

t.test('accept: the incident ends, its issue is closed, and it cannot be decided twice', async (t) => {
  const api = await judged(t);
  await experiment(api, 13_000);
  const answer = await api.decide('accept', { reason: 'numpy 2 is here to stay' });
  t.equal(answer.statusCode, 200);
  t.match(answer.json(), {
    incident: { state: 'accepted', reason: 'numpy 2 is here to stay' },
    outbox: [{ kind: 'open' }, { kind: 'close' }],
  });
  t.match(answer.json().events.at(-1), { from: 'suspected', to: 'accepted', actor: 'operator a operator' });
  t.equal((await api.decide('accept')).statusCode, 409);
});

t.test('dismiss, and ask again', async (t) => {
  const api = await judged(t);
  t.equal((await api.decide('retry')).statusCode, 409, 'its experiment still waits');
  await experiment(api, 13_000);
  t.match((await api.decide('dismiss', { reason: 'a neighbour' })).json().incident, {
    state: 'dismissed',
    reason: 'a neighbour',
  });
  const again = (await api.decide('retry')).json();
  t.match(again, { incident: { state: 'suspected' }, experiment: { state: 'queued', maxPairs: 6, runs: [] } });
  t.not(again.experiment.id, EXPERIMENT);
  t.ok(await api.queue.has('cpu-x86_64', again.experiment.id));
  const fresh = await api.store.experiments.get(again.experiment.id);
  t.equal(fresh?.bad.lock.packages.numpy, '2.0.0');
  t.equal(fresh?.good.lock.packages.numpy, '1.26.4');
});

t.test('other actions and unknown incidents are refused', async (t) => {
  const api = await judged(t);
  t.equal((await api.decide('forget')).statusCode, 400);
  const unknown = await api.app.inject({
    method: 'POST',
    url: '/api/v1/incidents/inc_x/dismiss',
    headers: await api.as('operator'),
    payload: {},
  });
  t.equal(unknown.statusCode, 404);
});
