import { Type } from 'typebox';
import { NightDetail, NightPage, NightPlan, PlanNight } from '../../core/model/api/night.ts';
import { API_PREFIX, PAGE_DEFAULT, pageQuery } from '../../core/model/api/page.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { once } from '../idempotency.ts';
import { idempotent, problems } from '../openapi.ts';
import { runSummary } from '../views/run.ts';
import { pointView, seriesView } from '../views/series.ts';

const described = describedAs('nights');

export function nightRoutes(app: App, deps: ApiDeps): void {
  const { nights, series } = deps.store;
  const config = { access: 'viewer' } as const;

  app.get(
    `${API_PREFIX}/nights`,
    {
      config,
      schema: {
        ...described('listNights', 'Nights, newest first'),
        querystring: Type.Object({ limit: pageQuery.limit }),
        response: { 200: NightPage, ...problems },
      },
    },
    async ({ query: { limit = PAGE_DEFAULT } }) => ({
      items: [...(await nights.list(deps.config.project, limit))],
      next: null,
    }),
  );

  app.get(
    `${API_PREFIX}/nights/:id`,
    {
      config,
      schema: {
        ...described('getNight', 'A night with its runs and verdicts'),
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) }),
        response: { 200: NightDetail, ...problems },
      },
    },
    async ({ params: { id } }) => {
      const night = found(await nights.get(id), 'night', id);
      const [runs, points] = await Promise.all([nights.runs(id), series.ofNight(id)]);
      return {
        night,
        runs: runs.map(({ run, measurements }) => ({ run: runSummary(run), measurements: [...measurements] })),
        points: points.map(({ series, point }) => ({ series: seriesView(series), point: pointView(point) })),
      };
    },
  );

  app.post(
    `${API_PREFIX}/nights`,
    {
      config: { access: 'operator' },
      schema: {
        ...described('planNight', 'Plan a night now, or only say what it would hold'),
        security: [{ token: [] }],
        headers: idempotent,
        body: PlanNight,
        response: { 200: NightPlan, ...problems },
      },
    },
    async (request, reply) =>
      once(deps, request, reply, 200, async () => {
        const plan = await deps.planNow({ dryRun: request.body.dryRun === true });
        deps.wake?.();
        return plan;
      }),
  );
}
