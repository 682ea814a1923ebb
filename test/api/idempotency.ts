import t from 'tap';
import { PLATFORM, testApi } from '../support/api.ts';

const payload = { benchmark: 'toy', platform: PLATFORM };
const call = { method: 'POST', url: '/api/v1/runs', payload } as const;

t.test('a repeated write is one write, and another body under its key is refused', async (t) => {
  const { app, as, store } = await testApi(t);
  const headers = { ...(await as('operator')), 'idempotency-key': 'once-1' };
  const first = await app.inject({ ...call, headers });
  const second = await app.inject({ ...call, headers });
  t.equal(first.statusCode, 202);
  t.equal(second.statusCode, 202);
  t.strictSame(second.json(), first.json());
  t.equal(second.headers['idempotency-replayed'], 'true');
  t.equal((await store.runs.list({}, 10)).items.length, 1);
  const other = await app.inject({ ...call, headers, payload: { ...payload, seed: 9 } });
  t.equal(other.statusCode, 422);
  t.equal(other.json().code, 'IDEMPOTENCY_MISMATCH');
});

t.test('keys of different callers never meet', async (t) => {
  const { app, as, store } = await testApi(t);
  for (const headers of [await as('operator'), await as('operator')])
    t.equal((await app.inject({ ...call, headers: { ...headers, 'idempotency-key': 'k' } })).statusCode, 202);
  t.equal((await store.runs.list({}, 10)).items.length, 2);
});

t.test('two at the same time: one does it, the other hears that it is at work or the answer', async (t) => {
  const { app, as, store } = await testApi(t);
  const headers = { ...(await as('operator')), 'idempotency-key': 'race' };
  const answers = await Promise.all([1, 2, 3].map(() => app.inject({ ...call, headers })));
  t.ok(answers.every(({ statusCode }) => statusCode === 202 || statusCode === 409));
  t.equal((await store.runs.list({}, 10)).items.length, 1);
});

t.test('a failure gives the key back', async (t) => {
  const { app, as } = await testApi(t);
  const headers = { ...(await as('operator')), 'idempotency-key': 'again' };
  const wrong = await app.inject({ ...call, headers, payload: { ...payload, platform: 'nowhere' } });
  t.equal(wrong.json().code, 'UNKNOWN_PLATFORM');
  t.equal((await app.inject({ ...call, headers })).statusCode, 202);
});

t.test('a key that is no key is refused', async (t) => {
  const { app, as } = await testApi(t);
  const headers = { ...(await as('operator')), 'idempotency-key': 'x'.repeat(201) };
  t.equal((await app.inject({ ...call, headers })).json().code, 'INPUT_INVALID');
});
