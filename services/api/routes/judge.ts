import { Type } from 'typebox';
import { HealthQuery, JudgeHealth, SeriesHealth } from '../../core/model/api/health.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { problems } from '../openapi.ts';
import { readJudgeHealth, readSeriesHealth } from '../views/health.ts';

const described = describedAs('series');

/** How well the judging itself does. */
export function judgeRoutes(app: App, deps: ApiDeps): void {
  const config = { access: 'viewer' } as const;

  app.get(
    `${API_PREFIX}/judge/health`,
    {
      config,
      schema: {
        ...described('getJudgeHealth', 'False alarms, re-runs spent, one-sidedness, and the shifts that are visible'),
        querystring: HealthQuery,
        response: { 200: JudgeHealth, ...problems },
      },
    },
    async ({ query }) => readJudgeHealth(deps, query),
  );

  app.get(
    `${API_PREFIX}/series/:id/health`,
    {
      config,
      schema: {
        ...described('getSeriesHealth', 'The same of one series'),
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) }),
        querystring: Type.Object({ days: HealthQuery.properties.days }),
        response: { 200: SeriesHealth, ...problems },
      },
    },
    async ({ params: { id }, query: { days } }) =>
      readSeriesHealth(deps, found(await deps.store.series.get(id), 'series', id), days),
  );
}
