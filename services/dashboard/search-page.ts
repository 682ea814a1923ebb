import type { SearchDetail, SearchPage, SearchView, SideView } from '../core/model/api/search.ts';
import { causeName } from '../core/reporting/cause.ts';
import { plainQuote } from '../core/reporting/piece.ts';
import { badge } from './badge.ts';
import { causeBox } from './cause-box.ts';
import { counted, formatInstant } from './format.ts';
import { type Html, html } from './html.ts';
import { definitions } from './run-page.ts';

/** Searches for a cause, newest first. */
export function searchesPage({ items }: SearchPage): Html {
  return html`<h1>Searches for a cause</h1>
${
  items.length === 0
    ? html`<p class="empty">None so far. One begins when an incident is confirmed, or by hand with <code>plumbline bisect</code>.</p>`
    : html`<div class="scroll"><table><thead><tr><th scope="col">asked (UTC)</th><th scope="col">state</th><th scope="col">benchmark</th><th scope="col">platform</th><th scope="col">for</th><th scope="col">found</th></tr></thead>
<tbody>${items.map(row)}</tbody></table></div>`
}`;
}

function row(search: SearchView): Html {
  const { conclusion } = search;
  const found = conclusion === null ? search.reason : (causeName(conclusion, plainQuote()) ?? conclusion.outcome);
  return html`<tr><td><a href="/searches/${search.id}">${formatInstant(search.createdAt)}</a></td><td>${badge(search.state)}</td>
<td><a href="/benchmarks/${search.benchmark}">${search.benchmark}</a></td><td>${search.platform}</td><td>${asker(search)}</td><td>${found}</td></tr>`;
}

function asker({ incidentId, actor }: SearchView): Html {
  return incidentId === null ? html`${actor}` : html`<a href="/incidents/${incidentId}"><code>${incidentId}</code></a>`;
}

/** One search: both sides, what it found or is doing, its experiments as a tree, the factors that differ. */
export function searchPage(detail: SearchDetail): Html {
  const { search } = detail;
  const { budget, changes } = search;
  return html`<h1>Search: ${search.benchmark} on ${search.platform} ${badge(search.state)} ${search.conclusion && badge(search.conclusion.outcome)}</h1>
${search.conclusion !== null && search.reason !== '' && html`<p class="detail">${search.reason}</p>`}
${progress(detail)}
${causeBox(search.conclusion, detail)}
<h2>What was asked</h2>
${definitions([
  ['search', html`<code>${search.id}</code>`],
  ['for', asker(search)],
  ['good', side(search.sides.good)],
  ['bad', side(search.sides.bad)],
  ['metric', search.metric ?? 'the one that differs'],
  ['host', search.host ?? '–'],
  ['budget', `${budget.maxRuns} runs, ${budget.maxMinutes} min, ${budget.maxPairs} pairs a trial`],
])}
<h2>Differences among which the cause is searched</h2>
${
  changes.length === 0
    ? html`<p class="empty">None, or both sides are not prepared yet.</p>`
    : html`<div class="scroll"><table><thead><tr><th scope="col">factor</th><th scope="col">good</th><th scope="col">bad</th></tr></thead>
<tbody>${changes.map(({ factor, from, to }) => html`<tr><td><code>${factor}</code></td><td><code>${from || '(absent)'}</code></td><td><code>${to || '(absent)'}</code></td></tr>`)}</tbody></table></div>`
}`;
}

/** What it costs at most, stated before it starts, and how far it is. */
function progress({ search: { bound }, steps }: SearchDetail): Html {
  if (bound === null) return html``;
  const decided = steps.filter(({ answer }) => answer !== null).length;
  return html`<p>At most ${counted(bound.decisions, 'decision', 'decisions')}, ${counted(bound.runs, 'run', 'runs')} and ${counted(Math.ceil(bound.minutes), 'minute', 'minutes')} among ${counted(bound.changes, 'change', 'changes')}; ${counted(decided, 'step', 'steps')} decided so far.</p>`;
}

function side(view: SideView): Html {
  if (view.kind === 'run') return html`run <a href="/runs/${view.run}"><code>${view.run}</code></a>`;
  if (view.kind === 'lock') return html`a lock file of ${view.characters} characters`;
  if (view.kind === 'image') return html`image <code>${view.reference}</code>`;
  const set = Object.entries(view.set).map(([name, value]) => `${name}=${value}`);
  return set.length === 0 ? html`as it was pinned` : html`with <code>${set.join(' ')}</code>`;
}
