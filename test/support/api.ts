import type { Test } from 'tap';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { buildApi } from '../../services/api/api.ts';
import type { ApiConfig, ApiDeps, App } from '../../services/api/deps.ts';
import { createToken } from '../../services/api/tokens.ts';
import { systemClock } from '../../services/composition/clock.ts';
import { systemIds } from '../../services/composition/ids.ts';
import type { Role } from '../../services/core/model/access.ts';
import type { Catalog } from '../../services/core/model/catalog.ts';
import type { Job, RunReport } from '../../services/core/model/job.ts';
import type { Store } from '../../services/core/ports/store.ts';
import { type FakeQueue, fakeQueue } from './fake-queue.ts';
import { catalogOf, keptLog, manifest, pinFileOf, pinsOf } from './planning.ts';
import { temporaryStore } from './store.ts';

export const PLATFORM = 'cpu-x86_64';
/** The benchmark of every test here: metric `throughput`, seeds 1 to 3. */
export const BENCHMARK = manifest('toy', { platforms: [PLATFORM, 'nvidia-h100'] });

export interface TestApi {
  readonly app: App;
  readonly store: Store;
  readonly queue: FakeQueue;
  readonly log: ReturnType<typeof keptLog>;
  readonly deps: ApiDeps;
  /** Headers with a fresh token of that role. */
  as(role: Role, platform?: string): Promise<{ authorization: string }>;
}

/** The whole API over a store and a queue in memory, as it would be on loopback unless `config` says otherwise. */
export async function testApi(
  t: Test,
  options: { config?: Partial<ApiConfig>; deps?: Partial<ApiDeps> } = {},
): Promise<TestApi> {
  const store = await temporaryStore(t);
  const queue = fakeQueue();
  const log = keptLog();
  const catalog: Catalog = catalogOf(BENCHMARK);
  const pins = pinFileOf(pinsOf(BENCHMARK, PLATFORM), pinsOf(BENCHMARK, 'nvidia-h100'));
  const deps: ApiDeps = {
    store,
    queue,
    catalog: { load: async () => catalog },
    pins: { load: async () => pins, save: async () => undefined },
    clock: systemClock,
    ids: systemIds,
    log,
    config: {
      project: 'default',
      readTokens: false,
      version: '0.0.0-test',
      calibrationRuns: 8,
      maxPairs: 6,
      schedules: [],
      ...options.config,
    },
    planNow: async () => {
      throw new Error('no night is planned in this test');
    },
    ...options.deps,
    pages: async (app) => {
      // Every answer of every test is held against the schema that describes it.
      app.addHook('preSerialization', async (request, reply, payload) => {
        const responses = request.routeOptions.schema?.response as Record<string, TSchema> | undefined;
        const schema = responses?.[reply.statusCode];
        if (schema === undefined || 'content' in schema || reply.statusCode === 204) return payload;
        const errors = Value.Errors(schema, JSON.parse(JSON.stringify(payload)));
        if (errors.length > 0)
          t.fail(`${request.method} ${request.routeOptions.url} ${reply.statusCode} is not what it is described as`, {
            errors,
          });
        return payload;
      });
      await options.deps?.pages?.(app);
    },
  };
  const app = await buildApi(deps);
  t.teardown(() => app.close());
  return {
    app,
    store,
    queue,
    log,
    deps,
    async as(role, platform) {
      const bound = platform ?? (role === 'worker' ? PLATFORM : undefined);
      const { secret } = await createToken(deps, { name: `a ${role}`, role, platform: bound });
      return { authorization: `Bearer ${secret}` };
    },
  };
}

/** Triggers one run by hand and gives back its id. */
export async function triggerRun(
  { app, as }: TestApi,
  body: object = { benchmark: 'toy', platform: PLATFORM },
): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/runs',
    headers: await as('operator'),
    payload: body,
  });
  return answer.json().runs[0].id;
}

export const CLAIM = { platform: PLATFORM, host: 'box-1', workerId: 'wrk-1', waitMs: 0 };

/** Claims the next job as a worker; null when none waits. */
export async function claim({ app, as }: TestApi, change: Partial<typeof CLAIM> = {}): Promise<Job | null> {
  const payload = { ...CLAIM, ...change };
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/worker/claim',
    headers: await as('worker', payload.platform),
    payload,
  });
  return answer.statusCode === 204 ? null : answer.json();
}

/** A good report of a claimed run. */
export function reportOf(job: Job, change: Partial<RunReport> = {}): RunReport {
  if (job.kind !== 'run') throw new Error('not a run');
  return {
    fence: job.fence,
    runId: job.run.runId,
    attempt: job.run.attempt,
    outcome: 'measured',
    detail: '',
    exitCode: 0,
    startedAt: '2026-11-24T01:00:00.000Z',
    endedAt: '2026-11-24T01:00:05.000Z',
    measurements: [{ metric: 'throughput', value: 1234.5, unit: 'examples/s' }],
    tainted: [],
    logBytes: 0,
    logDropped: 0,
    ...change,
  };
}
