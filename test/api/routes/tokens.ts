import t from 'tap';
import { ensureAdminToken } from '../../../services/api/tokens.ts';
import { testApi } from '../../support/api.ts';

t.test('a token is made, its secret shown once, and revoked', async (t) => {
  const { app, as, store } = await testApi(t, { config: { readTokens: true } });
  const headers = await as('admin');
  const make = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/tokens', headers, payload });
  const made = await make({ name: 'ada', role: 'viewer' });
  t.equal(made.statusCode, 201);
  const { token, secret } = made.json();
  t.match(secret, /^plb_[\w-]{32,}$/);
  const listed = await app.inject({ url: '/api/v1/tokens', headers });
  t.notMatch(listed.body, new RegExp(secret));
  t.notMatch(listed.body, /sha256/);
  t.equal(listed.json().items.length, 2);
  for (const stored of await store.tokens.list()) t.notMatch(JSON.stringify(stored), new RegExp(secret));
  const reader = { authorization: `Bearer ${secret}` };
  t.equal((await app.inject({ url: '/api/v1/status', headers: reader })).statusCode, 200);
  const revoke = () => app.inject({ method: 'DELETE', url: `/api/v1/tokens/${token.id}`, headers });
  t.equal((await revoke()).statusCode, 204);
  t.equal((await revoke()).statusCode, 404);
  t.equal((await app.inject({ url: '/api/v1/status', headers: reader })).statusCode, 401);
});

t.test('a worker token names its platform, and no other does', async (t) => {
  const { app, as } = await testApi(t);
  const headers = await as('admin');
  const make = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/tokens', headers, payload });
  t.equal((await make({ name: 'w', role: 'worker' })).json().code, 'INPUT_INVALID');
  t.equal((await make({ name: 'v', role: 'viewer', platform: 'cpu-x86_64' })).json().code, 'INPUT_INVALID');
  t.equal((await make({ name: 'w', role: 'worker', platform: 'cpu-x86_64' })).json().token.platform, 'cpu-x86_64');
  t.equal((await make({ name: 'r', role: 'root' })).statusCode, 400);
});

t.test('the first admin token is made once', async (t) => {
  const { app, deps } = await testApi(t);
  const secret = await ensureAdminToken(deps.store, deps.ids, deps.clock);
  t.equal(
    (await app.inject({ url: '/api/v1/tokens', headers: { authorization: `Bearer ${secret}` } })).statusCode,
    200,
  );
  t.equal(await ensureAdminToken(deps.store, deps.ids, deps.clock), null);
});
