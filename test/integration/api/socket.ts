import { request } from 'node:http';
import t, { type Test } from 'tap';
import { type RunningApi, startApi } from '../../../services/api/server.ts';
import { createApiClient } from '../../../services/client/client.ts';
import { createWorkerDoor } from '../../../services/client/door.ts';
import type { LogSlice } from '../../../services/core/model/api/run.ts';
import { CLAIM, PLATFORM, reportOf, type TestApi, testApi } from '../../support/api.ts';

// The API over real sockets with the project's own clients: long polls, hang-ups, followed logs, closing.

interface Live extends TestApi {
  readonly api: RunningApi;
  readonly door: ReturnType<typeof createWorkerDoor>;
  readonly client: ReturnType<typeof createApiClient>;
}

const tokenOf = ({ authorization }: { authorization: string }) => authorization.replace('Bearer ', '');

async function live(t: Test): Promise<Live> {
  const parts = await testApi(t);
  const api = await startApi(parts.deps, { host: '127.0.0.1', port: 0 });
  t.teardown(() => api.close());
  const door = createWorkerDoor({ baseUrl: api.url, token: tokenOf(await parts.as('worker')) });
  const client = createApiClient({ baseUrl: api.url, token: tokenOf(await parts.as('operator')) });
  return { ...parts, api, door, client };
}

const until = async (what: string, check: () => boolean | Promise<boolean>) => {
  for (let look = 0; look < 400; look++) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not happen within 10 s`);
};
const trigger = async (client: Live['client']) =>
  (await client.trigger({ benchmark: 'toy', platform: PLATFORM })).runs[0]?.id ?? '';

t.test('a waiting claim gets a job that comes later', async (t) => {
  const { door, client, queue } = await live(t);
  const waiting = door.claim({ ...CLAIM, waitMs: 20_000 });
  await until('the claim waits', () => queue.waiting === 1);
  const id = await trigger(client);
  t.match(await waiting, { kind: 'run', jobId: id });
});

t.test('a worker that hangs up does not take a job with it', async (t) => {
  const { door, client, queue } = await live(t);
  const stop = new AbortController();
  const waiting = door.claim({ ...CLAIM, waitMs: 20_000 }, stop.signal);
  await until('the claim waits', () => queue.waiting === 1);
  stop.abort();
  await t.rejects(waiting);
  await until('the wait ends', () => queue.waiting === 0);
  const id = await trigger(client);
  t.match(await door.claim(CLAIM), { jobId: id }, 'it is there for the next one');
});

t.test('closing ends the long polls at once', async (t) => {
  const { door, api, queue } = await live(t);
  const waiting = door.claim({ ...CLAIM, waitMs: 50_000 });
  await until('the claim waits', () => queue.waiting === 1);
  await api.close();
  t.equal(await waiting, null);
  await t.rejects(door.claim(CLAIM), { code: 'API_UNAVAILABLE' });
});

t.test('a log is followed while it grows, to the end of the run', async (t) => {
  const { door, client } = await live(t);
  const runId = await trigger(client);
  const job = await door.claim(CLAIM);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  const part = { fence: job.fence, runId, attempt: 1 };
  await door.log(runId, { ...part, offset: 0, text: 'epoch 1\r' });
  const follow = client.followLog(runId);
  t.match(await follow.next(), { done: false, value: { text: 'epoch 1\r', from: 0, to: 8 } });
  const rest: string[] = [];
  const reading = (async () => {
    for (;;) {
      const { done, value } = await follow.next();
      if (done) return value;
      rest.push((value as LogSlice).text);
    }
  })();
  await door.log(runId, { ...part, offset: 8, text: 'epoch 2 ünïcode\n\n' });
  await door.report(runId, reportOf(job));
  t.strictSame(await reading, { state: 'ended', outcome: 'measured' });
  t.equal(rest.join(''), 'epoch 2 ünïcode\n\n', 'not a byte is lost or doubled');
});

t.test('events carry byte offsets, and Last-Event-ID resumes', async (t) => {
  const { door, client, api } = await live(t);
  const runId = await trigger(client);
  const job = await door.claim(CLAIM);
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  await door.log(runId, { fence: job.fence, runId, attempt: 1, offset: 0, text: 'ü0123456789' });
  await door.report(runId, reportOf(job));
  const events = async (headers: Record<string, string>) =>
    (
      await fetch(`${api.url}/api/v1/runs/${runId}/log`, { headers: { accept: 'text/event-stream', ...headers } })
    ).text();
  t.match(
    await events({}),
    /^id: 12\nevent: log\ndata: \{"text":"ü0123456789","from":0,"to":12,"total":12\}\n\nevent: end\n/,
  );
  t.match(await events({ 'last-event-id': '7' }), /"text":"56789","from":7/);
  t.match(await events({ 'last-event-id': '12' }), /^event: end/);
});

t.test('followers are bounded and leave their place when they hang up', async (t) => {
  const { client, api } = await live(t);
  const runId = await trigger(client);
  const url = `${api.url}/api/v1/runs/${runId}/log?follow=true`;
  const stop = new AbortController();
  const open = await Promise.all(Array.from({ length: 64 }, () => fetch(url, { signal: stop.signal })));
  t.ok(open.every(({ status }) => status === 200));
  const refused = await fetch(url);
  t.equal(refused.status, 503);
  t.match(await refused.json(), { code: 'BUSY' });
  stop.abort();
  await until('a place is free', async () => {
    const probe = new AbortController();
    const { status } = await fetch(url, { signal: probe.signal });
    probe.abort();
    return status === 200;
  });
});

t.test('a body that announces too many bytes is refused before it has come', async (t) => {
  const { api, as } = await live(t);
  const headers = { ...(await as('operator')), 'content-type': 'application/json', 'content-length': '2000000' };
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(`${api.url}/api/v1/runs`, { method: 'POST', headers }, (answer) => resolve(answer.statusCode));
    call.on('error', reject);
    call.write('{');
  });
  t.equal(status, 413);
});
