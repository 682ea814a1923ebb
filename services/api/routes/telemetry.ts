import { Type } from 'typebox';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { TELEMETRY_PAGE_DEFAULT, TelemetryPage, TelemetryQuery } from '../../core/model/api/telemetry.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { problems } from '../openapi.ts';
import { visibleRun } from './runs.ts';

const one = Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) });
const described = describedAs('runs');

export function telemetryRoutes(app: App, deps: ApiDeps): void {
  app.get(
    `${API_PREFIX}/runs/:id/telemetry`,
    {
      config: { access: 'viewer', bound: true },
      schema: {
        ...described('getRunTelemetry', 'How the machine stood while the run trained, oldest first'),
        params: one,
        querystring: TelemetryQuery,
        response: { 200: TelemetryPage, ...problems },
      },
    },
    async ({ params: { id }, query: { limit = TELEMETRY_PAGE_DEFAULT, cursor = '0' }, caller }) => {
      await visibleRun(deps, id, caller);
      const { rows, next } = await deps.store.telemetry.read(id, Number(cursor), limit);
      return { items: [...rows], next: next === null ? null : String(next) };
    },
  );
}
