import t from 'tap';
import { claim, reportOf, type TestApi, testApi, triggerRun } from '../../support/api.ts';

const TEXT = 'epoch 1\nloss 0.5 ü\n';

async function withLog(t: Parameters<typeof testApi>[0]): Promise<TestApi & { url: string }> {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') throw new Error('no run was claimed');
  await api.store.runs.appendLog({ fence: job.fence, runId, attempt: 1, offset: 0, text: TEXT });
  await api.store.runs.report(reportOf(job), '2026-11-24T01:01:00.000Z');
  return { ...api, url: `/api/v1/runs/${runId}/log` };
}

t.test('slices of a log, by byte', async (t) => {
  const { app, url } = await withLog(t);
  const total = Buffer.byteLength(TEXT);
  t.strictSame((await app.inject(url)).json(), { text: TEXT, from: 0, to: total, total });
  t.strictSame((await app.inject(`${url}?from=8&max=4`)).json(), { text: 'loss', from: 8, to: 12, total });
  t.match((await app.inject(`${url}?from=1000`)).json(), { text: '', total });
  t.match((await app.inject(`${url}?attempt=7`)).json(), { text: '', total: 0 });
  for (const wrong of ['from=-1', 'max=0', 'max=99999999', 'from=x'])
    t.equal((await app.inject(`${url}?${wrong}`)).statusCode, 400, wrong);
});

t.test('ranges of bytes', async (t) => {
  const { app, url } = await withLog(t);
  const total = Buffer.byteLength(TEXT);
  const part = await app.inject({ url, headers: { range: 'bytes=8-15' } });
  t.equal(part.statusCode, 206);
  t.equal(part.body, 'loss 0.5');
  t.equal(part.headers['content-range'], `bytes 8-15/${total}`);
  t.match(part.headers['content-type'], /^text\/plain/);
  t.equal((await app.inject({ url, headers: { range: 'bytes=8-' } })).body, 'loss 0.5 ü\n');
  const beyond = await app.inject({ url, headers: { range: 'bytes=500-600' } });
  t.equal(beyond.statusCode, 416);
  t.equal(beyond.headers['content-range'], `bytes */${total}`);
  t.equal((await app.inject({ url, headers: { range: 'lines=1-2' } })).statusCode, 400);
});

t.test('the log of an ended run is followed to its end', async (t) => {
  const { app, url } = await withLog(t);
  const answer = await app.inject({ url, headers: { accept: 'text/event-stream' } });
  t.match(answer.headers['content-type'], /^text\/event-stream/);
  t.match(answer.body, /event: log\n/);
  t.match(answer.body, /event: end\ndata: \{"state":"ended","outcome":"measured"\}\n\n$/);
});
