import { Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { API_PREFIX, PAGE_DEFAULT } from '../../core/model/api/page.ts';
import { EnvironmentView, RunDetail, RunPage, RunQuery, RunSummary, SampleList } from '../../core/model/api/run.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import { assertPlatform } from '../access.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { quietly } from '../door/quietly.ts';
import { found } from '../found.ts';
import { once } from '../idempotency.ts';
import { idempotent, problems } from '../openapi.ts';
import { runEnvironment } from '../run-environment.ts';
import { runDetail, runSummary } from '../views/run.ts';

const one = Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) });
const described = describedAs('runs');

/** The run, if the caller may see its platform. */
export async function visibleRun(
  { store }: Pick<ApiDeps, 'store'>,
  id: string,
  caller: Parameters<typeof assertPlatform>[0],
): Promise<Run> {
  const run = found(await store.runs.get(id), 'run', id);
  assertPlatform(caller, run.pins.platform);
  return run;
}

export function runRoutes(app: App, deps: ApiDeps): void {
  const { store, config } = deps;
  const read = { access: 'viewer', bound: true } as const;

  app.get(
    `${API_PREFIX}/runs`,
    {
      config: read,
      schema: {
        ...described('listRuns', 'Runs, newest first'),
        querystring: RunQuery,
        response: { 200: RunPage, ...problems },
      },
    },
    async ({ query, caller }) => {
      const { limit = PAGE_DEFAULT, cursor, ...filter } = query;
      const platform = caller?.role === 'worker' ? (filter.platform ?? caller.platform ?? '') : filter.platform;
      if (platform !== undefined) assertPlatform(caller, platform);
      const page = await store.runs.list({ project: config.project, ...filter, platform }, limit, cursor);
      return { items: page.items.map(runSummary), next: page.next };
    },
  );

  app.get(
    `${API_PREFIX}/runs/:id`,
    {
      config: read,
      schema: {
        ...described('getRun', 'A run with its measurements and attempts'),
        params: one,
        response: { 200: RunDetail, ...problems },
      },
    },
    async ({ params: { id }, caller }) => {
      const run = await visibleRun(deps, id, caller);
      const [measurements, attempts, origin] = await Promise.all([
        store.runs.measurements([id]),
        store.runs.attempts(id),
        run.purpose === 'pushed' ? store.pushed.origin(id) : null,
      ]);
      return runDetail(run, measurements.get(id) ?? [], attempts, origin);
    },
  );

  app.get(
    `${API_PREFIX}/runs/:id/environment`,
    {
      config: read,
      schema: {
        ...described('getRunEnvironment', 'What the run really ran in'),
        params: one,
        response: { 200: EnvironmentView, ...problems },
      },
    },
    async ({ params: { id }, caller }) => {
      const run = await visibleRun(deps, id, caller);
      const { stackFingerprint, hostFingerprint } = run;
      return { stackFingerprint, hostFingerprint, ...(await runEnvironment(store, run)) };
    },
  );

  app.get(
    `${API_PREFIX}/runs/:id/samples`,
    {
      config: read,
      schema: {
        ...described('getRunSamples', 'The values inside a run'),
        params: one,
        querystring: Type.Object({ metric: Type.Optional(Type.String({ maxLength: 80 })) }),
        response: { 200: SampleList, ...problems },
      },
    },
    async ({ params: { id }, query: { metric }, caller }) => {
      await visibleRun(deps, id, caller);
      return { items: [...(await store.runs.samples(id, metric))] };
    },
  );

  app.post(
    `${API_PREFIX}/runs/:id/cancel`,
    {
      config: { access: 'operator' },
      schema: {
        ...described('cancelRun', 'Cancel a queued run at once, ask a running one to stop'),
        security: [{ token: [] }],
        params: one,
        headers: idempotent,
        response: { 202: RunSummary, ...problems },
      },
    },
    async (request, reply) =>
      once(deps, request, reply, 202, async () => {
        const { id } = request.params;
        const run = found(await store.runs.cancel(id, deps.clock.now().toISOString()), 'run', id);
        if (run.state === 'ended') throw new PlumblineError('CONFLICT', `run "${id}" has ended (${run.outcome})`);
        if (run.state === 'cancelled')
          await quietly(deps.log, 'remove', () => deps.queue.remove(run.pins.platform, id));
        deps.wake?.();
        return runSummary(run);
      }),
  );
}
