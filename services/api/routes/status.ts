import { API_PREFIX } from '../../core/model/api/page.ts';
import { HostList, Status } from '../../core/model/api/status.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { problems } from '../openapi.ts';
import { readStatus } from '../views/status.ts';

const described = describedAs('status');

export function statusRoutes(app: App, deps: ApiDeps): void {
  const config = { access: 'viewer' } as const;

  app.get(
    `${API_PREFIX}/status`,
    { config, schema: { ...described('getStatus', 'The whole at a glance'), response: { 200: Status, ...problems } } },
    async () => readStatus(deps),
  );

  app.get(
    `${API_PREFIX}/hosts`,
    {
      config,
      schema: {
        ...described('listHosts', 'Worker machines and when they were last seen'),
        response: { 200: HostList, ...problems },
      },
    },
    async () => ({ items: (await deps.store.hosts.list()).map((host) => ({ ...host })) }),
  );
}
