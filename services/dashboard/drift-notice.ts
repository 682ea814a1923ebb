import type { DriftedSourceView } from '../core/model/api/status.ts';
import { counted } from './format.ts';
import { type Html, html } from './html.ts';

/** Sources that are spelled out; the list of channels has them all. */
const SHOWN_MAX = 20;

/** Sources of data sets that give something else than is pinned: no run is worse for it, but nobody can fetch the data anew. */
export function driftNotice(drifted: readonly DriftedSourceView[]): Html {
  if (drifted.length === 0) return html``;
  const more = drifted.length - SHOWN_MAX;
  return html`<div class="notice"><p><b>Drifted:</b> ${counted(drifted.length, 'source of a data set does', 'sources of data sets do')} not give what is pinned.</p>
<ul>${drifted.slice(0, SHOWN_MAX).map(({ channel, reason, pointer }) => html`<li>${reason}: <a href="/channels/${encodeURIComponent(channel)}"><code>${pointer}</code></a></li>`)}</ul>${more > 0 && html`<p>and ${more} more</p>`}</div>`;
}
