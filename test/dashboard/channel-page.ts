import t from 'tap';
import type { ChannelKind } from '../../services/core/model/channel.ts';
import { servePages } from '../../services/dashboard/pages.ts';
import { testApi } from '../support/api.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const resolution = (
  channel: string,
  letter: string,
  at: string,
  kind: ChannelKind = 'base',
  pointer = 'python:3.11',
) => ({
  ...{ channel, kind, pointer, digest: digest(letter), at },
});

async function channelPages(t: Parameters<typeof testApi>[0]) {
  return testApi(t, { deps: { pages: (app) => servePages(app, { project: 'default' }) } });
}

t.test('channels are listed with what they resolve to, what moved last first', async (t) => {
  const { app, store } = await channelPages(t);
  const empty = (await app.inject('/channels')).body;
  t.match(empty, /None so far/);
  t.match(empty, /<nav.*<a href="\/channels">Channels<\/a>/);
  await store.channels.resolved('default', [
    resolution('base:python:amd64', 'a', '2026-01-01T00:00:00Z'),
    resolution('dataset:digits', 'b', '2026-01-02T00:00:00Z', 'dataset', 'https://data.example/<b>'),
    resolution('base:python:amd64', 'a', '2026-01-05T00:00:00Z'),
  ]);
  const { body, statusCode } = await app.inject('/channels');
  t.equal(statusCode, 200);
  t.ok(body.indexOf('dataset:digits') < body.indexOf('base:python:amd64'), 'seen later is not moved later');
  t.match(body, /href="\/channels\/dataset%3Adigits"><code>dataset:digits<\/code><\/a><\/td><td>dataset</);
  t.match(body, /https:\/\/data\.example\/&lt;b&gt;/);
  t.match(body, new RegExp(`<code title="${digest('a')}">sha256:a{12}</code>.*2026-01-01 00:00.*2026-01-05 00:00`));
});

t.test('one channel is its history, page after page', async (t) => {
  const { app, store } = await channelPages(t);
  const days = Array.from({ length: 55 }, (_, at) => new Date(Date.UTC(2026, 0, at + 1)).toISOString());
  await store.channels.resolved(
    'default',
    days.map((at, index) => resolution('base:python:amd64', index % 2 === 0 ? 'a' : 'b', at)),
  );
  const { body } = await app.inject('/channels/base%3Apython%3Aamd64');
  t.match(body, /<title>Channel base:python:amd64/);
  t.equal(body.match(/class="digest"/g)?.length, 50);
  t.ok(body.indexOf('2026-02-24') < body.indexOf('2026-02-23'), 'newest first');
  const older = /<a href="([^"]+)">older/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const rest = (await app.inject(older)).body;
  t.equal(rest.match(/class="digest"/g)?.length, 5);
  t.notMatch(rest, />older</);
  t.notMatch(body, /gives the pinned bytes/);
  t.equal((await app.inject('/channels/nowhere')).statusCode, 404);
});

t.test('the longest name and pointer may break anywhere, and have a page', async (t) => {
  const { app, store } = await channelPages(t);
  const name = `upstream:${'n'.repeat(191)}`;
  await store.channels.resolved('default', [resolution(name, 'c', '2026-01-01T00:00:00Z', 'dataset', 'p'.repeat(500))]);
  const list = (await app.inject('/channels')).body;
  const address = /href="(\/channels\/upstream[^"]+)"/.exec(list)?.[1] ?? '';
  t.match(list, new RegExp(`<div class="scroll">.*<code>${name}</code>.*<code>p{500}</code>`, 's'));
  const page = await app.inject(address);
  t.equal(page.statusCode, 200);
  t.match(page.body, /the digest is that of the pin while it gives the pinned bytes/);
  const css = (await app.inject('/static/plumbline.css')).body;
  t.match(css, /^code \{ overflow-wrap: anywhere; \}$/m, 'what makes a long word break');
});
