import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { testApi } from '../../support/api.ts';

t.test('an admin takes a copy of the whole store while it is in use', async (t) => {
  const { app, as } = await testApi(t);
  const get = async (role: 'admin' | 'operator') => app.inject({ url: '/api/v1/backup', headers: await as(role) });
  t.equal((await get('operator')).statusCode, 403);
  const answer = await get('admin');
  t.equal(answer.statusCode, 200);
  t.equal(answer.headers['content-type'], 'application/gzip');
  const rows = JSON.parse(String(answer.headers['plumbline-rows']));
  t.equal(rows.tokens, 2, 'the two tokens that asked');
  const lines = gunzipSync(answer.rawPayload).toString('utf8').trim().split('\n');
  t.ok(lines.length > 1);
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line));
});
