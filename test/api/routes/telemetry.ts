import t from 'tap';
import { claim, testApi, triggerRun } from '../../support/api.ts';

t.test('telemetry of a run, page by page', async (t) => {
  const { app, as, store, ...api } = await testApi(t);
  const runId = await triggerRun({ app, as, store, ...api });
  const job = await claim({ app, as, store, ...api });
  if (job?.kind !== 'run') return t.fail('no run was claimed');
  const rows = [1, 2, 3].map((timeMs) => ({ timeMs, utilisation: timeMs / 4, memoryMiB: 100, readBytes: 0 }));
  await store.telemetry.append({ fence: job.fence, runId, attempt: 1, first: 0, rows });
  const get = (query: string, id = runId) => app.inject(`/api/v1/runs/${id}/telemetry${query}`);
  t.strictSame((await get('')).json(), { items: rows, next: null });
  const page = (await get('?limit=2')).json();
  t.strictSame(page, { items: rows.slice(0, 2), next: '2' });
  t.strictSame((await get(`?limit=2&cursor=${page.next}`)).json(), { items: rows.slice(2), next: null });
  t.equal((await get('?limit=10001')).statusCode, 400);
  t.equal((await get('?cursor=x')).statusCode, 400);
  t.equal((await get('', 'run_unknown')).statusCode, 404);
  const elsewhere = await app.inject({
    url: `/api/v1/runs/${runId}/telemetry`,
    headers: await as('worker', 'nvidia-h100'),
  });
  t.equal(elsewhere.statusCode, 403, 'a token of another platform reads nothing here');
});
