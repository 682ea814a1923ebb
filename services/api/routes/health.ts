import { Type } from 'typebox';
import { ERROR_KINDS, type ErrorCode } from '../../core/errors.ts';
import type { Silent } from '../../core/judge/silence.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { Health } from '../../core/model/api/status.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { problems } from '../openapi.ts';
import { titleOf } from '../problem.ts';
import { readHosts } from '../views/host.ts';
import { readSilence } from '../views/silence.ts';

/** Time in which a part must answer a probe, in milliseconds. */
const PROBE_MS = 5_000;
const described = describedAs('health');

/** Probes, and the dictionary of problems; what answers without a token tells nothing of the results. */
export function healthRoutes(app: App, deps: ApiDeps): void {
  const { store, queue, clock, config } = deps;
  const open = { access: 'open' } as const;

  app.get(
    `${API_PREFIX}/healthz`,
    {
      config: open,
      schema: { ...described('getHealth', 'The process answers'), response: { 200: Health, ...problems } },
    },
    async () => ({ status: 'ok' as const, version: config.version, parts: {} }),
  );

  const probe = async (ping: () => Promise<void>): Promise<'ok' | 'unavailable'> => {
    const stop = new AbortController();
    const late = clock.sleep(PROBE_MS, stop.signal).then(() => 'unavailable' as const);
    const answer = ping().then(
      () => 'ok' as const,
      () => 'unavailable' as const,
    );
    return Promise.race([answer, late]).finally(() => stop.abort());
  };
  app.get(
    `${API_PREFIX}/readyz`,
    {
      config: open,
      schema: {
        ...described('getReadiness', 'Store and queue answer; 503 otherwise'),
        response: { 200: Health, 503: Health, ...problems },
      },
    },
    async (_request, reply) => {
      const [storeState, queueState] = await Promise.all([
        probe(() => store.maintenance.ping()),
        probe(() => queue.ping()),
      ]);
      const ready = storeState === 'ok' && queueState === 'ok';
      reply.code(ready ? 200 : 503);
      return {
        status: ready ? ('ok' as const) : ('unavailable' as const),
        version: config.version,
        parts: { store: storeState, queue: queueState },
      };
    },
  );

  // Not part of readiness: a service whose nights stopped must stay reachable, so that it can say so.
  app.get(
    `${API_PREFIX}/freshz`,
    {
      config: { access: 'viewer' },
      schema: {
        ...described(
          'getFreshness',
          'Every series, worker and platform has reported in time, and no host is in quarantine; 503 otherwise',
        ),
        response: { 200: Health, 503: Health, ...problems },
      },
    },
    async (_request, reply) => {
      const [latest, workers] = await Promise.all([store.series.latest(config.project), readHosts(store)]);
      const silent = await readSilence(deps, latest, workers);
      const state = (kind: Silent['kind']) =>
        silent.some((one) => one.kind === kind) ? ('unavailable' as const) : ('ok' as const);
      const hosts = workers.some(({ quarantine }) => quarantine !== null) ? ('unavailable' as const) : ('ok' as const);
      const parts = { series: state('series'), workers: state('worker'), platforms: state('platform'), hosts };
      const fresh = Object.values(parts).every((part) => part === 'ok');
      reply.code(fresh ? 200 : 503);
      return { status: fresh ? ('ok' as const) : ('unavailable' as const), version: config.version, parts };
    },
  );

  app.get(
    `${API_PREFIX}/problems/:code`,
    {
      config: open,
      schema: {
        ...described('getProblem', 'What a kind of problem means and what to do about it'),
        params: Type.Object({ code: Type.String({ maxLength: 60 }) }),
        response: {
          200: Type.Object({
            code: Type.String(),
            title: Type.String(),
            status: Type.Integer(),
            advice: Type.String(),
            retryable: Type.Boolean(),
          }),
          ...problems,
        },
      },
    },
    async ({ params: { code } }) => {
      const kind = found(Object.hasOwn(ERROR_KINDS, code) ? ERROR_KINDS[code as ErrorCode] : null, 'problem', code);
      return {
        code,
        title: titleOf(code as ErrorCode),
        status: kind.http,
        advice: kind.advice,
        retryable: kind.retryable,
      };
    },
  );
}
