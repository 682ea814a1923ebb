import type { IncidentPage } from '../core/model/api/incident.ts';
import type { NightDetail, NightPage } from '../core/model/api/night.ts';
import type { RunPage, RunSummary } from '../core/model/api/run.ts';
import { badge, outcomeBadge } from './badge.ts';
import { formatDuration, formatInstant, formatNumber } from './format.ts';
import { type Html, html } from './html.ts';
import { incidentTable } from './incident-table.ts';
import { verdictTable } from './verdict-table.ts';

/** Runs, newest first; `query` is repeated in the link to the next page. */
export function runsPage(page: RunPage, query: Readonly<Record<string, string>>): Html {
  const { cursor: _, ...rest } = query;
  const next = page.next === null ? null : `/runs?${new URLSearchParams({ ...rest, cursor: page.next })}`;
  const filter = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return html`<h1>Runs ${filter.length > 0 && html`<small>${filter.join(', ')}</small>`}</h1>
${page.items.length === 0 ? html`<p class="empty">None.</p>` : runTable(page.items.map((run) => ({ run, measured: '' })))}
${next !== null && html`<p><a href="${next}">older runs</a></p>`}`;
}

function runTable(rows: readonly { readonly run: RunSummary; readonly measured: string }[]): Html {
  const measured = rows.some((row) => row.measured !== '');
  return html`<div class="scroll"><table><thead><tr><th scope="col">run</th><th scope="col">outcome</th><th scope="col">benchmark</th><th scope="col">platform</th><th scope="col">why</th><th scope="col" class="number">seed</th><th scope="col">started (UTC)</th><th scope="col" class="number">took</th>${measured && html`<th scope="col">measured</th>`}</tr></thead>
<tbody>${rows.map(({ run, measured: text }) => html`<tr><td><a href="/runs/${run.id}"><code>${run.id}</code></a></td><td>${outcomeBadge(run)}</td><td><a href="/benchmarks/${run.benchmark}">${run.benchmark}</a></td><td>${run.platform}</td><td>${run.purpose}</td><td class="number">${run.seed}</td><td>${formatInstant(run.startedAt)}</td><td class="number">${formatDuration(run.startedAt, run.endedAt)}</td>${measured && html`<td>${text}</td>`}</tr>`)}</tbody></table></div>`;
}

export function incidentsPage(page: IncidentPage): Html {
  return html`<h1>Incidents</h1>${page.items.length === 0 ? html`<p class="empty">None so far.</p>` : incidentTable(page.items)}`;
}

export function nightsPage(page: NightPage): Html {
  return html`<h1>Nights</h1>${
    page.items.length === 0
      ? html`<p class="empty">No night has been planned yet.</p>`
      : html`<table>
<thead><tr><th scope="col">instant (UTC)</th><th scope="col">schedule</th><th scope="col">state</th><th scope="col">deadline (UTC)</th><th scope="col">note</th></tr></thead>
<tbody>${page.items.map((night) => html`<tr><td><a href="/nights/${night.id}">${formatInstant(night.instant)}</a></td><td>${night.schedule}</td><td>${badge(night.state)}</td><td>${formatInstant(night.deadline)}</td><td>${night.note}</td></tr>`)}</tbody></table>`
  }`;
}

export function nightPage({ night, runs, points }: NightDetail): Html {
  const rows = runs.map(({ run, measurements }) => ({
    run,
    measured: measurements.map((entry) => `${entry.metric} ${formatNumber(entry.value)} ${entry.unit}`).join(', '),
  }));
  return html`<h1>Night ${formatInstant(night.instant)} UTC ${badge(night.state)}</h1>
<p>Schedule ${night.schedule}, closes at ${formatInstant(night.deadline)} UTC at the latest. ${night.note}</p>
${points.length > 0 && html`<h2>Verdicts</h2>${verdictTable(points)}<h2>Runs</h2>`}
${rows.length === 0 ? html`<p class="empty">No runs.</p>` : runTable(rows)}`;
}
