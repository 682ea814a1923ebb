import t from 'tap';
import { CLAIM, claim, PLATFORM, reportOf, type TestApi, testApi, triggerRun } from '../../support/api.ts';

const post = async ({ app, as }: TestApi, jobId: string, verb: string, payload: object) =>
  app.inject({ method: 'POST', url: `/api/v1/worker/jobs/${jobId}/${verb}`, headers: await as('worker'), payload });

t.test('a run goes through the door: claim, heartbeat, log, samples, report', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  t.match(job, { jobId: runId, run: { runId, attempt: 1, seed: 1, pins: { benchmark: 'toy' } } });
  t.equal(await claim(api), null, 'nobody else gets it');
  const { fence } = job;
  const beat = await post(api, runId, 'heartbeat', { fence });
  t.match(beat.json(), { cancel: false });
  t.ok(beat.json().leaseUntil >= job.leaseUntil);
  const part = { fence, runId, attempt: 1 };
  for (let repeat = 0; repeat < 2; repeat++)
    t.equal((await post(api, runId, 'log', { ...part, offset: 0, text: 'epoch 1\n' })).statusCode, 204);
  const samples = [{ metric: 'throughput', value: 10, line: 1 }];
  t.equal((await post(api, runId, 'samples', { ...part, first: 0, samples })).statusCode, 204);
  const rows = [1000, 2000, 3000].map((timeMs) => ({ timeMs, device: 'GPU-1a', clockMHz: 1980, throttled: [] }));
  for (let repeat = 0; repeat < 2; repeat++)
    t.equal((await post(api, runId, 'telemetry', { ...part, first: 0, rows })).statusCode, 204);
  t.strictSame((await post(api, runId, 'report', reportOf(job))).json(), { taken: 'counted' });
  t.strictSame((await post(api, runId, 'report', reportOf(job))).json(), { taken: 'repeated' });
  t.notOk(await api.queue.has(PLATFORM, runId), 'the queue is done with it');
  t.match(await api.store.runs.get(runId), { state: 'ended', outcome: 'measured', logBytes: 8 });
  t.equal((await api.store.runs.samples(runId)).length, 1);
  t.match(await api.store.hosts.list(), [{ host: 'box-1', platform: PLATFORM, workerId: 'wrk-1' }]);
});

t.test('a hint about a job that is over is cleared away, and the next one is handed out', async (t) => {
  const api = await testApi(t);
  await api.queue.enqueue({ jobId: 'run_00000000gone', platform: PLATFORM, priority: 1 });
  const runId = await triggerRun(api);
  t.equal((await claim(api))?.jobId, runId);
  t.notOk(await api.queue.has(PLATFORM, 'run_00000000gone'));
});

t.test('nothing within the wait is 204', async (t) => {
  const api = await testApi(t);
  const headers = await api.as('worker');
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/v1/worker/claim',
    headers,
    payload: { ...CLAIM, waitMs: 20 },
  });
  t.equal(answer.statusCode, 204);
  t.equal(answer.body, '');
});

t.test('somebody else’s fence is LEASE_LOST for everything', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  const part = { fence: 'not-the-fence', runId, attempt: 1 };
  const calls = {
    heartbeat: part,
    release: part,
    telemetry: { ...part, first: 0, rows: [] },
    log: { ...part, offset: 0, text: 'x' },
    samples: { ...part, first: 0, samples: [] },
  };
  for (const [verb, payload] of Object.entries(calls)) {
    const answer = await post(api, runId, verb, payload);
    t.equal(answer.statusCode, 409, verb);
    t.equal(answer.json().code, 'LEASE_LOST', verb);
  }
  t.equal((await post(api, runId, 'report', reportOf(job, { fence: 'not-the-fence' }))).json().code, 'LEASE_LOST');
});

t.test('a lost queue lock does not matter while the database’s lease is current', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  api.queue.loseLock(runId);
  t.equal((await post(api, runId, 'heartbeat', { fence: job.fence })).statusCode, 200);
  t.equal(await claim(api), null, 'the database says that it is held');
  t.strictSame((await post(api, runId, 'report', reportOf(job))).json(), { taken: 'counted' });
});

t.test('an infrastructure failure puts the run back with a delay', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  const report = reportOf(job, { outcome: 'pull-failed', detail: 'registry away', exitCode: null, measurements: [] });
  t.strictSame((await post(api, runId, 'report', report)).json(), { taken: 'counted' });
  t.match(await api.store.runs.get(runId), { state: 'queued', attempt: 1 });
  t.strictSame(await api.queue.counts(PLATFORM), { waiting: 0, active: 0, delayed: 1 });
});

t.test('a late report is kept and marked and answers 200', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const first = await claim(api);
  if (first?.kind !== 'run') return t.fail('no run was claimed');
  await api.store.jobs.lose(runId, '2999-01-01T00:00:00.000Z');
  api.queue.loseLock(runId);
  const second = await claim(api, { host: 'box-2', workerId: 'wrk-2' });
  if (second?.kind !== 'run') return t.fail('the run was not claimed again');
  t.equal(second.run.attempt, 2);
  const late = await post(api, runId, 'report', reportOf(first));
  t.equal(late.statusCode, 200);
  t.strictSame(late.json(), { taken: 'late' });
  t.match(await api.store.runs.get(runId), { state: 'running' }, 'it changes nothing');
  t.strictSame((await post(api, runId, 'report', reportOf(second))).json(), { taken: 'counted' });
  const detail = (await api.app.inject(`/api/v1/runs/${runId}`)).json();
  t.match(detail.attempts, [
    { attempt: 1, late: true },
    { attempt: 2, late: false },
  ]);
  t.equal(detail.measurements.length, 1);
});

t.test('a drained worker hands its job back', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  t.equal((await post(api, runId, 'release', { fence: job?.fence })).statusCode, 204);
  t.match(await api.store.runs.get(runId), { state: 'queued' });
  t.equal((await claim(api))?.jobId, runId);
});

t.test('a report that contradicts its run is refused', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  const value = { metric: 'throughput', value: 1, unit: 'examples/s' };
  const refused = async (change: object, code: string, status: number) => {
    const answer = await post(api, runId, 'report', { ...reportOf(job), ...change });
    t.equal(answer.json().code, code);
    t.equal(answer.statusCode, status);
  };
  await refused({ measurements: [{ ...value, metric: 'loss' }] }, 'UNKNOWN_METRIC', 422);
  await refused({ measurements: [value, value] }, 'INPUT_INVALID', 400);
  await refused({ measurements: [] }, 'INPUT_INVALID', 400);
  await refused({ measurements: [{ ...value, value: 'NaN' }] }, 'INPUT_INVALID', 400);
  await refused({ outcome: 'wonderful' }, 'INPUT_INVALID', 400);
  const other = await post(api, 'run_000000other', 'report', reportOf(job));
  t.equal(other.json().code, 'INPUT_INVALID', 'a run belongs to its own job');
  t.match(await api.store.runs.get(runId), { state: 'running' });
});

t.test('a log piece has its bound in bytes, and a body its own', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  const part = { fence: job?.fence, runId, attempt: 1, offset: 0 };
  const control = '\u0001'.repeat(262_144);
  t.equal((await post(api, runId, 'log', { ...part, text: control })).statusCode, 204, 'six bytes each on the wire');
  const wide = await post(api, runId, 'log', { ...part, text: 'ü'.repeat(200_000) });
  t.equal(wide.statusCode, 413);
  t.equal(wide.json().code, 'BODY_TOO_LARGE');
  const huge = await post(api, runId, 'log', { ...part, text: '\u0001'.repeat(400_000) });
  t.equal(huge.statusCode, 413);
});

t.test('when the queue is away, what was claimed still ends', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  api.queue.down = true;
  t.equal((await post(api, runId, 'heartbeat', { fence: job.fence })).statusCode, 200);
  t.strictSame((await post(api, runId, 'report', reportOf(job))).json(), { taken: 'counted' });
  const headers = await api.as('worker');
  const away = await api.app.inject({ method: 'POST', url: '/api/v1/worker/claim', headers, payload: CLAIM });
  t.equal(away.statusCode, 503);
  t.equal(away.json().code, 'QUEUE_UNAVAILABLE');
  t.notMatch(away.body, /hidden/);
});

t.test('a cancelled run hears of it in its heartbeat', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  const cancel = await api.app.inject({
    method: 'POST',
    url: `/api/v1/runs/${runId}/cancel`,
    headers: await api.as('operator'),
  });
  t.equal(cancel.statusCode, 202);
  t.equal(cancel.json().state, 'running');
  t.match((await post(api, runId, 'heartbeat', { fence: job?.fence })).json(), { cancel: true });
});
