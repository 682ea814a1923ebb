import t from 'tap';
import { claim, PLATFORM, testApi } from '../../support/api.ts';

t.test('a benchmark is triggered with a seed and other values, and waits in store and queue', async (t) => {
  const { app, as, store, queue } = await testApi(t);
  const payload = { benchmark: 'toy', platform: PLATFORM, seed: 42, set: { epochs: 1 } };
  const answer = await app.inject({ method: 'POST', url: '/api/v1/runs', headers: await as('operator'), payload });
  t.equal(answer.statusCode, 202);
  const { runs, enqueued } = answer.json();
  t.equal(enqueued, true);
  t.match(runs, [{ seed: 42, purpose: 'manual', state: 'queued', benchmark: 'toy' }]);
  t.match(await store.runs.get(runs[0].id), { pins: { config: { epochs: 1 } } });
  t.ok(await queue.has(PLATFORM, runs[0].id));
});

t.test('a calibration runs as many seeds as asked, or as configured', async (t) => {
  const { app, as } = await testApi(t);
  const calibrate = async (payload: object) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/calibrations',
      headers: await as('operator'),
      payload: { benchmark: 'toy', platform: PLATFORM, ...payload },
    });
  t.equal((await calibrate({})).json().runs.length, 8);
  const five = (await calibrate({ runs: 5 })).json().runs as { purpose: string; seed: number }[];
  t.equal(five.length, 5);
  t.ok(five.every((run) => run.purpose === 'calibration'));
  t.equal((await calibrate({ runs: 4 })).statusCode, 400);
});

t.test('when the queue is away the runs stand, and the answer says so', async (t) => {
  const api = await testApi(t);
  api.queue.down = true;
  const headers = await api.as('operator');
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/v1/runs',
    headers,
    payload: { benchmark: 'toy', platform: PLATFORM },
  });
  t.equal(answer.statusCode, 202);
  t.equal(answer.json().enqueued, false);
  t.match(await api.store.jobs.waiting(10), [{ kind: 'run', jobId: answer.json().runs[0].id, platform: PLATFORM }]);
  t.match(api.log.lines, [{ level: 'warn', data: { what: 'enqueue' } }]);
});

t.test('what cannot be run is refused with its reason', async (t) => {
  const { app, as, store } = await testApi(t);
  const refused = async (payload: object, status: number, code: string, detail: RegExp) => {
    const answer = await app.inject({ method: 'POST', url: '/api/v1/runs', headers: await as('operator'), payload });
    t.equal(answer.statusCode, status);
    t.match(answer.json(), { code, detail });
  };
  await refused({ benchmark: 'nothing' }, 404, 'UNKNOWN_BENCHMARK', /"nothing"/);
  await refused({ benchmark: 'toy', platform: 'amd-mi300x' }, 404, 'UNKNOWN_PLATFORM', /amd-mi300x/);
  await refused({ benchmark: 'toy' }, 400, 'INPUT_INVALID', /several platforms/);
  await refused({ benchmark: 'toy', platform: PLATFORM, set: { nothing: 1 } }, 400, 'INPUT_INVALID', /nothing/);
  t.equal((await store.runs.list({}, 10)).items.length, 0);
});

t.test('a manual run goes before what waits already', async (t) => {
  const api = await testApi(t);
  const headers = await api.as('operator');
  await api.app.inject({
    method: 'POST',
    url: '/api/v1/calibrations',
    headers,
    payload: { benchmark: 'toy', platform: PLATFORM, runs: 5 },
  });
  const manual = await api.app.inject({
    method: 'POST',
    url: '/api/v1/runs',
    headers,
    payload: { benchmark: 'toy', platform: PLATFORM },
  });
  t.equal((await claim(api))?.jobId, manual.json().runs[0].id);
});
