import t from 'tap';
import { createApiClient } from '../../services/client/client.ts';
import { createWorkerDoor } from '../../services/client/door.ts';
import { PLATFORM, type TestApi, testApi } from '../support/api.ts';
import { fillJudged, INCIDENT, SPEED_SERIES } from '../support/judged-store.ts';

/** `fetch` that goes into the app without a socket. */
function injected({ app }: TestApi): typeof fetch {
  return (async (url: string, init: RequestInit) => {
    const { method = 'GET', headers, body } = init;
    const answer = await app.inject({
      method: method as 'GET',
      url: url.replace('http://127.0.0.1:7070', ''),
      headers: headers as Record<string, string>,
      ...(body ? { payload: String(body) } : {}),
    });
    return new Response(answer.statusCode === 204 ? null : answer.rawPayload, { status: answer.statusCode });
  }) as typeof fetch;
}

t.test('every method of the client finds its route', async (t) => {
  const api = await testApi(t);
  await fillJudged(api.store);
  const token = (await api.as('admin')).authorization.replace('Bearer ', '');
  const client = createApiClient({ baseUrl: 'http://127.0.0.1:7070', token, fetch: injected(api) });
  t.equal((await client.status()).project, 'default');
  t.equal((await client.health()).status, 'ok');
  t.equal((await client.benchmarks())[0]?.manifest.name, 'toy');
  t.equal((await client.benchmark('toy')).manifest.name, 'toy');
  t.equal((await client.platforms()).length, 1);
  t.equal((await client.hosts()).length, 0);
  t.equal((await client.nights(2)).items.length, 2);
  t.equal((await client.night('night_00000001')).runs.length, 3);
  await t.rejects(client.planNight({ dryRun: true }), { code: 'INTERNAL' });
  t.equal((await client.runs({ limit: 4, state: undefined })).items.length, 4);
  const id = 'run_00000011';
  t.equal((await client.run(id)).id, id);
  t.equal((await client.environment(id)).stack?.python, '3.11.2');
  t.equal((await client.log(id, { from: 3, max: 5 })).text, 'MLLOG');
  t.equal((await client.samples(id)).items.length, 0);
  const follow = client.followLog(id);
  t.match(await follow.next(), { done: false, value: { from: 0 } });
  t.match(await follow.next(), { done: true, value: { state: 'ended' } });
  const wish = { benchmark: 'toy', platform: PLATFORM };
  const first = await client.trigger(wish, 'key');
  t.strictSame(await client.trigger(wish, 'key'), first);
  t.equal((await client.calibrate({ ...wish, runs: 5 })).runs.length, 5);
  t.equal((await client.cancel(first.runs[0]?.id ?? '')).state, 'cancelled');
  t.equal((await client.series({ benchmark: 'digits' })).length, 2);
  t.equal((await client.seriesDetail(SPEED_SERIES, 3)).points.length, 3);
  t.equal((await client.judgeHealth({ days: 365, benchmark: 'digits' })).series.length, 2);
  t.equal((await client.seriesHealth(SPEED_SERIES, 30)).series.id, SPEED_SERIES);
  t.equal((await client.incidents({ open: true })).items.length, 1);
  t.equal((await client.incident(INCIDENT)).incident.id, INCIDENT);
  t.equal((await client.decide(INCIDENT, 'dismiss', { reason: 'noise' })).incident.state, 'dismissed');
  t.equal((await client.compare('run_00000011', 'run_00000121')).worse, true);
  const side = (run: string) => ({ kind: 'run' as const, run });
  const search = await client.startSearch({ good: side('run_00000011'), bad: side('run_00000121') }, 'search');
  t.equal((await client.searches({ open: true })).items.length, 1);
  t.equal((await client.search(search.id)).steps.length, 0);
  t.equal((await client.cancelSearch(search.id)).state, 'cancelled');
  const made = await client.createToken({ name: 'x', role: 'viewer' });
  t.equal((await client.tokens()).items.length, 2);
  t.equal(await client.revokeToken(made.token.id), undefined);
});

t.test('the door says null when nothing came, and hands errors on', async (t) => {
  const api = await testApi(t);
  const token = (await api.as('worker')).authorization.replace('Bearer ', '');
  const door = createWorkerDoor({ baseUrl: 'http://127.0.0.1:7070', token, fetch: injected(api) });
  t.equal(await door.claim({ platform: PLATFORM, host: 'h', workerId: 'w', waitMs: 0 }), null);
  for (const call of [
    door.heartbeat('run_x', 'f'),
    door.release('run_x', 'f'),
    door.next('exp_x', 'f'),
  ] as Promise<unknown>[])
    await t.rejects(call, { code: 'LEASE_LOST' });
  await t.rejects(door.samples('run_x', { fence: 'f', runId: 'run_x', attempt: 1, first: 0, samples: [] }), {
    code: 'LEASE_LOST',
  });
});
