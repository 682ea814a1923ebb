import t from 'tap';
import { CLAIM, claim, PLATFORM, testApi, triggerRun } from '../support/api.ts';

const READ = '/api/v1/status';

t.test('on loopback reads are open and writes need a token', async (t) => {
  const { app } = await testApi(t);
  t.equal((await app.inject(READ)).statusCode, 200);
  const write = await app.inject({ method: 'POST', url: '/api/v1/runs', payload: { benchmark: 'toy' } });
  t.equal(write.statusCode, 401);
  t.equal(write.json().code, 'TOKEN_MISSING');
  t.equal(write.headers['www-authenticate'], 'Bearer');
});

t.test('with read tokens, reads need one too, and the probes do not', async (t) => {
  const api = await testApi(t, { config: { readTokens: true } });
  t.equal((await api.app.inject(READ)).json().code, 'TOKEN_MISSING');
  t.equal((await api.app.inject({ url: READ, headers: await api.as('viewer') })).statusCode, 200);
  t.equal((await api.app.inject('/api/v1/healthz')).statusCode, 200);
  t.equal((await api.app.inject('/api/v1/readyz')).statusCode, 200);
});

t.test('a wrong or revoked token is refused, even for what is open', async (t) => {
  const api = await testApi(t);
  const wrong = { authorization: 'Bearer plb_nobody' };
  t.equal((await api.app.inject({ url: READ, headers: wrong })).json().code, 'TOKEN_INVALID');
  t.equal((await api.app.inject({ url: READ, headers: { authorization: 'Basic abc' } })).json().code, 'TOKEN_INVALID');
  const headers = await api.as('viewer');
  t.equal((await api.app.inject({ url: READ, headers })).statusCode, 200);
  const [token] = await api.store.tokens.list();
  await api.store.tokens.revoke(token?.id ?? '', '2026-11-24T01:00:00.000Z');
  t.equal((await api.app.inject({ url: READ, headers })).json().code, 'TOKEN_INVALID');
});

t.test('each role does what it may and no more', async (t) => {
  const api = await testApi(t, { config: { readTokens: true } });
  const trigger = { method: 'POST', url: '/api/v1/runs', payload: { benchmark: 'toy', platform: PLATFORM } } as const;
  const cases = [
    ['viewer', { method: 'GET', url: READ } as const, 200],
    ['viewer', trigger, 403],
    ['viewer', { method: 'GET', url: '/api/v1/tokens' } as const, 403],
    ['operator', trigger, 202],
    ['operator', { method: 'GET', url: '/api/v1/tokens' } as const, 403],
    ['operator', { method: 'POST', url: '/api/v1/worker/claim', payload: CLAIM } as const, 403],
    ['worker', trigger, 403],
    ['worker', { method: 'GET', url: READ } as const, 403],
    ['worker', { method: 'GET', url: '/api/v1/benchmarks' } as const, 200],
    ['admin', trigger, 202],
    ['admin', { method: 'GET', url: '/api/v1/tokens' } as const, 200],
  ] as const;
  for (const [role, call, status] of cases) {
    const answer = await api.app.inject({ ...call, headers: await api.as(role) });
    t.equal(answer.statusCode, status, `${role} ${call.method} ${call.url}`);
    if (status === 403) t.equal(answer.json().code, 'TOKEN_ROLE');
  }
});

t.test('a worker token is bound to its platform for every call', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const foreign = await api.as('worker', 'nvidia-h100');
  const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
    api.app.inject({ method, url: `/api/v1${url}`, headers: foreign, ...(payload ? { payload } : {}) });
  t.equal((await call('POST', '/worker/claim', CLAIM)).statusCode, 403);
  t.equal((await call('GET', `/runs/${runId}`)).statusCode, 403);
  t.equal((await call('GET', `/runs/${runId}/log`)).statusCode, 403);
  t.equal((await call('GET', `/runs/${runId}/environment`)).statusCode, 403);
  t.equal((await call('GET', `/runs?platform=${PLATFORM}`)).statusCode, 403);
  t.strictSame((await call('GET', '/runs')).json().items, []);
  const job = await claim(api);
  const fence = job?.fence ?? '';
  for (const verb of ['heartbeat', 'release', 'next'])
    t.equal((await call('POST', `/worker/jobs/${runId}/${verb}`, { fence })).statusCode, 403, verb);
  const piece = { fence, runId, attempt: 1, offset: 0, text: 'x' };
  t.equal((await call('POST', `/worker/jobs/${runId}/log`, piece)).statusCode, 403);
});

t.test('the cookie of the pages reads and never writes', async (t) => {
  const api = await testApi(t, { config: { readTokens: true } });
  const { authorization } = await api.as('admin');
  const headers = { cookie: `other=1; plumbline_token=${authorization.replace('Bearer ', '')}` };
  t.equal((await api.app.inject({ url: READ, headers })).statusCode, 200);
  const write = await api.app.inject({ method: 'POST', url: '/api/v1/nights', headers, payload: {} });
  t.equal(write.json().code, 'TOKEN_MISSING');
});

t.test('open reads answer loopback names alone', async (t) => {
  const { app } = await testApi(t);
  for (const host of ['localhost', 'localhost:7070', '127.0.0.1:7070', '127.8.9.1', '[::1]:7070'])
    t.equal((await app.inject({ url: READ, headers: { host } })).statusCode, 200, host);
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1']) {
    const answer = await app.inject({ url: READ, headers: { host } });
    t.equal(answer.statusCode, 421, host);
    t.equal(answer.json().code, 'HOST_REFUSED');
  }
  const guarded = await testApi(t, { config: { readTokens: true } });
  const headers = { host: 'plumbline.example', ...(await guarded.as('viewer')) };
  t.equal((await guarded.app.inject({ url: READ, headers })).statusCode, 200, 'with tokens any name may be used');
});
