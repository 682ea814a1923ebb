import t from 'tap';
import { claim, PLATFORM, reportOf, testApi, triggerRun } from '../../support/api.ts';
import { fillJudged } from '../../support/judged-store.ts';

const [GOOD, BAD] = ['run_00000011', 'run_00000121'];

t.test('two runs: what differs around them by depth, and each metric beside its band', async (t) => {
  const { app, store } = await testApi(t);
  await fillJudged(store);
  const answer = await app.inject(`/api/v1/compare?good=${GOOD}&bad=${BAD}`);
  t.equal(answer.statusCode, 200);
  const view = answer.json();
  t.match(view, { good: { id: GOOD, seed: 1 }, bad: { id: BAD, host: 'host-a' }, source: 'observed', worse: true });
  t.strictSame(view.environment, [
    {
      kind: 'package',
      title: 'Python packages',
      changes: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
    },
  ]);
  const [accuracy, throughput] = view.metrics;
  t.match(throughput, {
    metric: 'throughput',
    bad: 13_610,
    is: 'worse',
    band: { low: 37_000, high: 45_000 },
    goodInBand: true,
    badInBand: false,
  });
  t.ok(Math.abs(throughput.change - (throughput.bad / throughput.good - 1)) < 1e-9);
  t.equal(accuracy.is, 'same');
  t.match(accuracy.bandText, /for the mean of a night’s seeds/);
  const back = (await app.inject(`/api/v1/compare?good=${BAD}&bad=${GOOD}`)).json();
  t.match(back, { worse: false, metrics: [{}, { is: 'better' }] });
  const same = (await app.inject(`/api/v1/compare?good=${GOOD}&bad=${GOOD}`)).json();
  t.match(same, {
    worse: false,
    environment: [],
    metrics: [
      { is: 'same', change: 0 },
      { is: 'same', change: 0 },
    ],
  });
});

t.test('runs that cannot be compared are refused with both names', async (t) => {
  const api = await testApi(t);
  await fillJudged(api.store);
  const refused = async (good: string, bad: string, status: number, code: string, detail: RegExp) => {
    const answer = await api.app.inject(`/api/v1/compare?good=${good}&bad=${bad}`);
    t.equal(answer.statusCode, status);
    t.match(answer.json(), { code, detail });
  };
  await refused('run_unknown', BAD, 404, 'NOT_FOUND', /"run_unknown"/);
  const waiting = await triggerRun(api);
  await refused(GOOD, waiting, 400, 'INPUT_INVALID', new RegExp(`${waiting}" is queued`));
  const job = await claim(api);
  if (job === null) return t.fail('no run was claimed');
  const failed = reportOf(job, { outcome: 'exit-nonzero', detail: 'exit code 1', exitCode: 1, measurements: [] });
  const headers = await api.as('worker');
  await api.app.inject({ method: 'POST', url: `/api/v1/worker/jobs/${waiting}/report`, headers, payload: failed });
  await refused(GOOD, waiting, 400, 'INPUT_INVALID', /run_00000011 of digits, run_\w+ of toy/);
  t.equal((await api.app.inject(`/api/v1/compare?good=${GOOD}`)).statusCode, 400);
});

t.test('without recorded environments the pins are compared, and a run that fails is worse', async (t) => {
  const api = await testApi(t);
  const run = async (set: object, change: Parameters<typeof reportOf>[1]) => {
    const id = await triggerRun(api, { benchmark: 'toy', platform: PLATFORM, set });
    const job = await claim(api);
    if (job === null) throw new Error('no run was claimed');
    const url = `/api/v1/worker/jobs/${id}/report`;
    await api.app.inject({ method: 'POST', url, headers: await api.as('worker'), payload: reportOf(job, change) });
    return id;
  };
  const good = await run({}, {});
  const bad = await run(
    { epochs: 9 },
    { outcome: 'exit-nonzero', detail: 'exit code 1', exitCode: 1, measurements: [] },
  );
  const view = (await api.app.inject(`/api/v1/compare?good=${good}&bad=${bad}`)).json();
  t.match(view, {
    source: 'pins',
    worse: true,
    environment: [{ kind: 'config', changes: [{ factor: 'config:epochs', from: '3', to: '9' }] }],
    metrics: [{ good: 1234.5, bad: null, change: null, is: 'missing', band: null, badInBand: null }],
  });
});
