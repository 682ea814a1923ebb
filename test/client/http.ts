import t from 'tap';
import { createHttp } from '../../services/client/http.ts';

const SECRET = 'plb_very-secret';
const make = (answer: (url: string, init: RequestInit) => Promise<Response> | Response, timeoutMs = 1000) =>
  createHttp({
    baseUrl: 'http://127.0.0.1:1/',
    token: SECRET,
    timeoutMs,
    fetch: (async (url: string, init: RequestInit) => answer(url, init)) as typeof fetch,
  });
const call = { method: 'GET', path: '/status' } as const;

t.test('a call carries its token, its key and its body', async (t) => {
  let seen: [string, RequestInit] | undefined;
  const http = make((url, init) => {
    seen = [url, init];
    return Response.json({ ok: true });
  });
  t.strictSame(await http.json({ method: 'POST', path: '/runs', body: { a: 1 }, idempotencyKey: 'k' }), { ok: true });
  t.equal(seen?.[0], 'http://127.0.0.1:1/api/v1/runs');
  t.match(seen?.[1], {
    method: 'POST',
    body: '{"a":1}',
    redirect: 'error',
    headers: { authorization: `Bearer ${SECRET}`, 'idempotency-key': 'k' },
  });
  t.equal(await make(() => new Response(null, { status: 204 })).json(call), undefined);
});

t.test('a problem document becomes the error that it was', async (t) => {
  const problem = { code: 'LEASE_LOST', detail: 'job "x" is not held', status: 409 };
  await t.rejects(make(() => Response.json(problem, { status: 409 })).json(call), {
    code: 'LEASE_LOST',
    message: 'job "x" is not held (GET /status: 409)',
    retryable: false,
  });
});

t.test('somebody else’s error page is not taken for ours', async (t) => {
  const page = (status: number) => make(() => new Response('<h1>Bad gateway</h1>', { status })).json(call);
  await t.rejects(page(502), { code: 'API_UNAVAILABLE', retryable: true });
  await t.rejects(page(400), { code: 'INPUT_INVALID', retryable: false });
  await t.rejects(make(() => Response.json({ code: 'toString' }, { status: 500 })).json(call), {
    code: 'API_UNAVAILABLE',
  });
});

t.test('no answer is API_UNAVAILABLE, a slow one TIMEOUT, and neither tells the token', async (t) => {
  const broken = make(() =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: new Error('connect ECONNREFUSED') })),
  );
  const error = await broken.json(call).catch((caught: unknown) => caught as Error & { code: string });
  t.match(error, { code: 'API_UNAVAILABLE', message: /ECONNREFUSED/, retryable: true });
  t.notMatch(JSON.stringify(error) + String(error), new RegExp(SECRET));
  const hanging = make(
    (_url, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    20,
  );
  await t.rejects(hanging.json(call), { code: 'TIMEOUT', message: /within 20 ms/ });
});

t.test('the caller’s own abort is thrown as it is', async (t) => {
  const stop = new AbortController();
  const hanging = make(
    (_url, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
  );
  const waiting = hanging.json({ ...call, signal: stop.signal });
  stop.abort();
  await t.rejects(waiting, { message: 'aborted' });
});

t.test('a connection that broke under a repeatable call is replaced at once, a few times', async (t) => {
  const reset = (code: string) =>
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('reset'), { code }) });
  const broken = (times: number, code = 'ECONNRESET') => {
    const made = {
      sent: 0,
      http: createHttp({
        baseUrl: 'http://127.0.0.1:1',
        token: null,
        fetch: (async () => {
          made.sent += 1;
          if (made.sent <= times) throw reset(code);
          return Response.json({ ok: true });
        }) as typeof fetch,
      }),
    };
    return made;
  };
  for (const code of ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']) {
    const { http } = broken(2, code);
    t.same(await http.json(call), { ok: true }, code);
  }
  const often = broken(3);
  await t.rejects(often.http.json(call), { code: 'API_UNAVAILABLE' });
  t.equal(often.sent, 3);
  const post = broken(1);
  await t.rejects(post.http.json({ method: 'POST', path: '/worker/claim' }), { code: 'API_UNAVAILABLE' });
  t.equal(post.sent, 1, 'what leases something is never sent twice');
  t.same(await broken(1).http.json({ method: 'POST', path: '/x', repeatable: true }), { ok: true });
  const refused = broken(1, 'ECONNREFUSED');
  await t.rejects(refused.http.json(call), { code: 'API_UNAVAILABLE' });
  t.equal(refused.sent, 1, 'nobody there is another matter');
});

t.test('what a proxy says may pass is tried again', async (t) => {
  const page = (status: number) => make(() => new Response('slow down', { status })).json(call);
  await t.rejects(page(408), { code: 'TIMEOUT', retryable: true });
  await t.rejects(page(429), { code: 'RATE_LIMITED', retryable: true });
});
