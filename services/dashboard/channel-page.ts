import type { ChannelPage, ChannelView } from '../core/model/api/channel.ts';
import { formatInstant } from './format.ts';
import { type Html, html } from './html.ts';

/** Characters of a digest that are shown, `sha256:` included: enough to tell two apart; the whole stands in its title. */
const DIGEST_CHARACTERS = 19;

/** Every channel and what it resolves to now; what moved last comes first. */
export function channelsPage(items: readonly ChannelView[]): Html {
  const newest = [...items].sort((a, b) => Date.parse(b.firstAt) - Date.parse(a.firstAt));
  return html`<h1>Channels</h1>
${
  newest.length === 0
    ? html`<p class="empty">None so far. What is followed (base images, packages, data) is written down by <code>plumbline pin</code>, <code>plumbline images build</code> and every night.</p>`
    : html`<div class="scroll"><table class="channels"><thead><tr><th scope="col">channel</th><th scope="col">kind</th>${HEADS}</tr></thead>
<tbody>${newest.map((state) => html`<tr><td><a href="/channels/${encodeURIComponent(state.channel)}"><code>${state.channel}</code></a></td><td>${state.kind}</td>${cells(state)}</tr>`)}</tbody></table></div>`
}`;
}

/** Everything that one channel resolved to, newest first. */
export function channelPage(name: string, { items, next }: ChannelPage): Html {
  const [newest] = items;
  const older = next === null ? null : `/channels/${encodeURIComponent(name)}?${new URLSearchParams({ cursor: next })}`;
  return html`<h1>Channel <code>${name}</code> <small>${newest?.kind}</small></h1>
${name.startsWith('upstream:') && html`<p class="detail">What the source of the data set gives: the digest is that of the pin while it gives the pinned bytes.</p>`}
<div class="scroll"><table class="channels"><thead><tr>${HEADS}</tr></thead>
<tbody>${items.map((state) => html`<tr>${cells(state)}</tr>`)}</tbody></table></div>
${older !== null && html`<p><a href="${older}">older</a></p>`}`;
}

const HEADS = html`<th scope="col">follows</th><th scope="col">resolved to</th><th scope="col">since (UTC)</th><th scope="col">last seen (UTC)</th>`;

function cells({ pointer, digest, firstAt, lastAt }: ChannelView): Html {
  return html`<td><code>${pointer}</code></td><td class="digest"><code title="${digest}">${digest.slice(0, DIGEST_CHARACTERS)}</code></td><td class="instant">${formatInstant(firstAt)}</td><td class="instant">${formatInstant(lastAt)}</td>`;
}
