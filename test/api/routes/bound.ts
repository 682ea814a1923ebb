import type { LightMyRequestResponse } from 'fastify';
import t, { type Test } from 'tap';
import { BENCHMARK, claim, PLATFORM, testApi, triggerRun } from '../../support/api.ts';
import { aResult } from '../../support/pushes.ts';

// Every route of the description, called by a worker token of one platform about the objects of another.

const OTHER = 'nvidia-h100';
/** What a worker token may read whatever its platform is: the catalog, which names no run, and the probes. */
const OPEN: ReadonlySet<string> = new Set([
  ...['getDescription', 'getHealth', 'getReadiness', 'getFreshness', 'getProblem'],
  ...['listBenchmarks', 'getBenchmark', 'listPlatforms'],
]);

interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly id: string;
}

async function operations(api: Awaited<ReturnType<typeof testApi>>): Promise<Operation[]> {
  const document = (await api.app.inject({ url: '/api/v1/openapi.json' })).json();
  return Object.entries(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId: id }]) => {
        return { method: method.toUpperCase() as Operation['method'], path, id };
      }),
  );
}

/** Refused for the token, or answered without anything of the other platform. */
function refused(t: Test, { method, path, id }: Operation, answer: LightMyRequestResponse, secrets: readonly string[]) {
  const text = answer.body;
  const leaks = secrets.filter((secret) => text.includes(secret) && answer.statusCode < 400);
  t.same(leaks, [], `${method} ${path} (${id}) shows nothing of the other platform`);
  if (answer.statusCode >= 200 && answer.statusCode < 300 && !OPEN.has(id))
    t.ok(
      id === 'listRuns' && answer.json().items.length === 0,
      `${method} ${path} (${id}) answers ${answer.statusCode}`,
    );
}

t.test('a token of one platform claims, reads and writes nothing of another', async (t) => {
  const api = await testApi(t);
  const body = { benchmark: BENCHMARK.name, platform: OTHER };
  const waiting = await triggerRun(api, body);
  await triggerRun(api, body);
  const job = await claim(api, { platform: OTHER });
  if (job?.kind !== 'run') throw new Error('the other platform has no job');
  const { runId } = job.run;
  const { fence } = job;
  const headers = await api.as('worker', PLATFORM);
  const before = JSON.stringify([await api.store.runs.get(runId), await api.store.runs.get(waiting)]);
  const ended = new Date(Date.now() - 60_000).toISOString();
  const { metrics: _, ...result } = aResult({ ...body, startedAt: ended, endedAt: ended });
  const report = {
    ...{ fence, runId, attempt: 1, outcome: 'exit-nonzero', detail: '', exitCode: 1, measurements: [], tainted: [] },
    ...{ startedAt: ended, endedAt: ended, logBytes: 0, logDropped: 0 },
  };
  const payloads: Record<string, object> = {
    claimJob: { platform: OTHER, host: 'box-9', workerId: 'wrk-9', waitMs: 0 },
    appendLog: { fence, runId, attempt: 1, offset: 0, text: 'mine now' },
    appendSamples: { fence, runId, attempt: 1, first: 0, samples: [] },
    appendTelemetry: { fence, runId, attempt: 1, first: 0, rows: [] },
    reportRun: report,
    pushResult: { ...result, measurements: [{ metric: 'throughput', value: 1 }] },
  };
  const all = await operations(api);
  t.ok(all.length > 30, `${all.length} operations`);
  for (const operation of all) {
    const { method, path, id } = operation;
    const url = path
      .replace('{jobId}', runId)
      .replace('{name}', BENCHMARK.name)
      .replace('{action}', 'accept')
      .replace('{code}', 'NOT_FOUND')
      .replace(/\{[a-zA-Z]+\}/g, runId);
    const payload = method === 'GET' || method === 'DELETE' ? undefined : (payloads[id] ?? { fence });
    const answer = await api.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    refused(t, operation, answer, [runId, waiting, fence]);
    if (path.includes('/worker/') || path.includes('/runs/{id}') || id === 'pushResult')
      t.match(answer.json(), { code: 'TOKEN_ROLE', status: 403 }, `${method} ${path}`);
  }
  const named = await api.app.inject({ url: `/api/v1/runs?platform=${OTHER}`, headers });
  t.match(named.json(), { code: 'TOKEN_ROLE' });
  t.equal(
    JSON.stringify([await api.store.runs.get(runId), await api.store.runs.get(waiting)]),
    before,
    'nothing changed',
  );
});
