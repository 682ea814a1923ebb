import { Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { HostList, HostRelease, HostView, Status } from '../../core/model/api/status.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { problems } from '../openapi.ts';
import { readHosts } from '../views/host.ts';
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
        ...described('listHosts', 'Worker machines: when they were last seen, their canaries, their quarantine'),
        response: { 200: HostList, ...problems },
      },
    },
    async () => ({ items: await readHosts(deps.store) }),
  );

  app.post(
    `${API_PREFIX}/hosts/:host/release`,
    {
      config: { access: 'operator' },
      schema: {
        ...described('releaseHost', 'Let a host out of quarantine: how it is now is its normal, and it learns anew'),
        security: [{ token: [] }],
        params: Type.Object({ host: Type.String({ minLength: 1, maxLength: 200 }) }),
        body: HostRelease,
        response: { 200: HostView, ...problems },
      },
    },
    async ({ params: { host }, body: { platform } }) => {
      const { store, clock, log, wake } = deps;
      const released = await store.canaries.release(host, platform, clock.now().toISOString());
      if (!released) throw new PlumblineError('NOT_FOUND', `no host "${host}" of ${platform} was ever seen`);
      log.info('a person let a host out of quarantine', { host, platform });
      wake?.();
      const hosts = await readHosts(store);
      return found(hosts.find((one) => one.host === host && one.platform === platform) ?? null, 'host', host);
    },
  );
}
