import { Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { ChannelList, ChannelPage, ChannelReport, NeededImageList } from '../../core/model/api/channel.ts';
import { API_PREFIX, PAGE_DEFAULT, pageQuery } from '../../core/model/api/page.ts';
import { neededImages, pinnedUses } from '../../core/planning/needed-images.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { problems } from '../openapi.ts';

const described = describedAs('channels');
const one = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });

/** Channels: what they resolved to over time, and the images that something still needs. */
export function channelRoutes(app: App, deps: ApiDeps): void {
  const { store, config, clock } = deps;
  const read = { access: 'viewer' } as const;

  app.get(
    `${API_PREFIX}/channels`,
    {
      config: read,
      schema: {
        ...described('listChannels', 'Every channel with what it was last seen at'),
        response: { 200: ChannelList, ...problems },
      },
    },
    async () => ({ items: [...(await store.channels.current(config.project))] }),
  );

  app.get(
    `${API_PREFIX}/channels/:name/history`,
    {
      config: read,
      schema: {
        ...described('getChannelHistory', 'Everything that a channel resolved to, newest first'),
        params: one,
        querystring: Type.Object(pageQuery),
        response: { 200: ChannelPage, ...problems },
      },
    },
    async ({ params: { name }, query: { limit = PAGE_DEFAULT, cursor } }) => {
      const { items, next } = await store.channels.states(config.project, name, limit, cursor);
      if (items.length === 0 && cursor === undefined)
        throw new PlumblineError('NOT_FOUND', `no channel "${name}" was ever resolved`);
      return { items: [...items], next };
    },
  );

  app.post(
    `${API_PREFIX}/channels`,
    {
      config: { access: 'operator' },
      schema: {
        ...described('recordChannels', 'Say what channels resolved to; repeating it changes nothing'),
        security: [{ token: [] }],
        body: ChannelReport,
        response: { 200: ChannelList, ...problems },
      },
    },
    async ({ body: { items } }) => {
      await store.channels.resolved(config.project, items);
      return { items: [...(await store.channels.current(config.project))] };
    },
  );

  app.get(
    `${API_PREFIX}/images/needed`,
    {
      config: read,
      schema: {
        ...described('listNeededImages', 'Images that must not be removed, and what needs them'),
        response: { 200: NeededImageList, ...problems },
      },
    },
    async () => {
      const [uses, catalog, pins] = await Promise.all([
        store.images.uses(clock.now().toISOString()),
        deps.catalog.load(),
        deps.pins.load(),
      ]);
      const canaries = catalog.benchmarks.filter(({ manifest }) => manifest.canary === true);
      const pinned = pinnedUses(pins, new Set(canaries.map(({ manifest }) => manifest.name)));
      const items = neededImages([...uses, ...pinned]);
      return { items: items.map(({ reasons, ...image }) => ({ ...image, reasons: [...reasons] })) };
    },
  );
}
