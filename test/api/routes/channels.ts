import t from 'tap';
import { testApi } from '../../support/api.ts';
import { fillJudged } from '../../support/judged-store.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const item = { channel: 'base:python:amd64', kind: 'base', pointer: 'python:3.11', digest: digest('a') };

t.test('channels are recorded by operators and read by all', async (t) => {
  const { app, as } = await testApi(t, {});
  const send = async (payload: object, role: 'operator' | 'worker' = 'operator') =>
    app.inject({ method: 'POST', url: '/api/v1/channels', headers: await as(role), payload });
  const items = Array.from({ length: 3 }, (_, at) => ({
    ...{ ...item, digest: digest(String(at)), at: `2026-01-0${at + 1}T00:00:00Z` },
  }));
  t.equal((await send({ items }, 'worker')).statusCode, 403);
  t.equal((await send({ items: [{ ...items[0], digest: 'latest' }] })).statusCode, 400);
  t.equal((await send({ items })).statusCode, 200);
  t.equal((await send({ items })).statusCode, 200, 'repeated');
  t.match((await app.inject('/api/v1/channels')).json(), { items: [{ ...item, digest: digest('2') }] });
  const name = encodeURIComponent(item.channel);
  const first = (await app.inject(`/api/v1/channels/${name}/history?limit=2`)).json();
  t.match(
    first.items.map((state: { digest: string }) => state.digest),
    [digest('2'), digest('1')],
  );
  const second = (await app.inject(`/api/v1/channels/${name}/history?limit=2&cursor=${first.next}`)).json();
  t.match(second, { items: [{ digest: digest('0') }], next: null });
  t.equal((await app.inject('/api/v1/channels/nowhere/history')).statusCode, 404);
  t.equal((await app.inject(`/api/v1/channels/${name}/history?cursor=x`)).statusCode, 400);
});

t.test('images that are needed', async (t) => {
  const { app, store } = await testApi(t, {});
  await fillJudged(store);
  const { items } = (await app.inject('/api/v1/images/needed')).json();
  t.ok(items.length > 0);
  t.ok(items.every(({ reasons }: { reasons: string[] }) => reasons.length > 0));
  t.match(JSON.stringify(items), /incident inc_00000001 is open/);
});
