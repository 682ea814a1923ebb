import t from 'tap';
import { problemOf, titleOf } from '../../services/api/problem.ts';
import { PlumblineError } from '../../services/core/errors.ts';
import { testApi } from '../support/api.ts';

t.test('a coded error becomes a document with its advice', async (t) => {
  const error = new PlumblineError('CATALOG_INVALID', 'seeds must not be empty', {
    place: { file: 'a.yaml', line: 3 },
  });
  t.match(problemOf(error, '/api/v1/benchmarks', 'req-1'), {
    type: '/api/v1/problems/CATALOG_INVALID',
    title: 'Catalog invalid',
    status: 422,
    detail: 'a.yaml:3: seeds must not be empty',
    instance: '/api/v1/benchmarks',
    retryable: false,
  });
  t.equal(titleOf('TOKEN_MISSING'), 'Token missing');
});

t.test('what happened inside stays inside', async (t) => {
  for (const error of [
    new Error('password is hunter2'),
    new PlumblineError('STORE_UNAVAILABLE', 'postgres://user:hunter2@db refused'),
    'hunter2',
  ]) {
    const problem = problemOf(error, '/', 'req-7');
    t.ok(problem.status >= 500);
    t.notMatch(JSON.stringify(problem), /hunter2/);
    t.match(problem.detail, /req-7/);
  }
});

t.test('every refusal of the app itself is a problem document', async (t) => {
  const { app, as } = await testApi(t);
  const headers = await as('operator');
  const cases = [
    [{ method: 'GET', url: '/api/v1/nothing' }, 404, 'NOT_FOUND'],
    [{ method: 'GET', url: '/nothing/here' }, 404, 'NOT_FOUND'],
    [{ method: 'POST', url: '/api/v1/runs', payload: { benchmark: 'UPPER CASE' } }, 400, 'INPUT_INVALID'],
    [{ method: 'POST', url: '/api/v1/runs', payload: { benchmark: 'toy', sed: 1 } }, 400, 'INPUT_INVALID'],
    [{ method: 'POST', url: '/api/v1/runs', payload: '{"a":' }, 400, 'INPUT_INVALID'],
    [{ method: 'POST', url: '/api/v1/runs', payload: '<x/>', type: 'text/xml' }, 415, 'INPUT_INVALID'],
    [{ method: 'GET', url: '/api/v1/runs?limit=0' }, 400, 'INPUT_INVALID'],
    [{ method: 'GET', url: '/api/v1/runs?limit=abc' }, 400, 'INPUT_INVALID'],
    [{ method: 'GET', url: '/api/v1/runs?cursor=%00' }, 400, 'INPUT_INVALID'],
    [{ method: 'GET', url: '/api/v1/runs/run_unknown' }, 404, 'NOT_FOUND'],
    [
      { method: 'POST', url: '/api/v1/runs', payload: { benchmark: 'toy', set: { epochs: 'x'.repeat(1_100_000) } } },
      413,
      'BODY_TOO_LARGE',
    ],
  ] as const;
  for (const [call, status, code] of cases) {
    const { method, url } = call;
    const payload = 'payload' in call ? call.payload : undefined;
    const type = 'type' in call ? call.type : 'application/json';
    const answer = await app.inject({
      method,
      url,
      headers: payload ? { ...headers, 'content-type': type } : headers,
      ...(payload ? { payload } : {}),
    });
    t.equal(answer.statusCode, status, `${method} ${url}`);
    t.match(answer.headers['content-type'], /^application\/problem\+json/);
    t.match(answer.json(), { code, status, type: `/api/v1/problems/${code}`, instance: url.split('?')[0] });
    t.ok(answer.json().advice.length > 10);
  }
});

t.test('an unknown key is named', async (t) => {
  const { app, as } = await testApi(t);
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/runs',
    headers: await as('operator'),
    payload: { benchmark: 'toy', sed: 1 },
  });
  t.match(answer.json().detail, /sed/);
});
