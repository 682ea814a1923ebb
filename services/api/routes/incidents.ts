import { Type } from 'typebox';
import { OPEN_STATES } from '../../core/judge/incident.ts';
import {
  IncidentAction,
  IncidentDecision,
  IncidentDetail,
  IncidentPage,
  IncidentQuery,
} from '../../core/model/api/incident.ts';
import { API_PREFIX, PAGE_DEFAULT } from '../../core/model/api/page.ts';
import type { IncidentState } from '../../core/model/incident.ts';
import { actorOf } from '../access.ts';
import { decide } from '../decide.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { once } from '../idempotency.ts';
import { idempotent, problems } from '../openapi.ts';
import { incidentDetail, incidentView } from '../views/incident.ts';

const described = describedAs('incidents');
const one = Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) });

export function incidentRoutes(app: App, deps: ApiDeps): void {
  const { store, config } = deps;
  const read = { access: 'viewer' } as const;

  app.get(
    `${API_PREFIX}/incidents`,
    {
      config: read,
      schema: {
        ...described('listIncidents', 'Incidents, newest first'),
        querystring: IncidentQuery,
        response: { 200: IncidentPage, ...problems },
      },
    },
    async ({ query: { limit = PAGE_DEFAULT, state, open, ...filter } }) => {
      const states: readonly IncidentState[] | undefined = state ? [state] : open ? OPEN_STATES : undefined;
      const items = await store.incidents.list({ project: config.project, ...filter, states }, limit);
      return { items: items.map(incidentView), next: null };
    },
  );

  app.get(
    `${API_PREFIX}/incidents/:id`,
    {
      config: read,
      schema: {
        ...described('getIncident', 'An incident with its evidence, its issue and its history'),
        params: one,
        response: { 200: IncidentDetail, ...problems },
      },
    },
    async ({ params: { id } }) => incidentDetail(store, found(await store.incidents.get(id), 'incident', id)),
  );

  app.post(
    `${API_PREFIX}/incidents/:id/:action`,
    {
      config: { access: 'operator' },
      schema: {
        ...described('decideIncident', 'Accept the new normal, dismiss it as noise, or have it confirmed again'),
        security: [{ token: [] }],
        params: Type.Object({ ...one.properties, action: IncidentAction }),
        headers: idempotent,
        body: IncidentDecision,
        response: { 200: IncidentDetail, ...problems },
      },
    },
    async (request, reply) =>
      once(deps, request, reply, 200, async () => {
        const { id, action } = request.params;
        const by = { actor: actorOf(request.caller), reason: request.body.reason };
        return incidentDetail(store, await decide(deps, id, action, by));
      }),
  );
}
