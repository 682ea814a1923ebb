import type { IncidentDetail, IncidentView } from '../core/model/api/incident.ts';
import { badge, outcomeBadge } from './badge.ts';
import { causeBox } from './cause-box.ts';
import { counted, formatInstant, formatNumber } from './format.ts';
import { type Html, html } from './html.ts';

/** One incident: what moved, the cause with its experiments, the evidence, the suspects, the issue and its history. */
export function incidentPage({ incident, bands, events, experiment, search, issue, outbox }: IncidentDetail): Html {
  return html`<h1>${incident.benchmark} on ${incident.platform} ${badge(incident.state)} ${incident.side !== 'unknown' && badge(incident.side)}</h1>
<p class="detail">${incident.reason}</p>
<p>Raised by night <a href="/nights/${incident.nightId}"><code>${incident.nightId}</code></a>; ${
    incident.goodNightId === null
      ? 'no good night is known before it'
      : html`last good night <a href="/nights/${incident.goodNightId}"><code>${incident.goodNightId}</code></a>`
  }. <a href="/benchmarks/${incident.benchmark}">All metrics of ${incident.benchmark}</a>.</p>
${dates(incident)}
${causeBox(incident.cause, search)}
${search && html`<p><a href="/searches/${search.search.id}">All of this search</a></p>`}
<h2>What moved</h2>${moved(incident, bands)}
<h2>What changed since the last good night</h2>${suspects(incident)}
${experiment && experimentBox(experiment)}
<h2>Issue</h2>${issueBox(issue, outbox)}
<h2>History</h2>
<table><thead><tr><th scope="col">when (UTC)</th><th scope="col">state</th><th scope="col">by</th><th scope="col">why</th></tr></thead>
<tbody>${events.map((event) => html`<tr><td>${formatInstant(event.at)}</td><td>${badge(event.to)}</td><td>${event.actor}</td><td>${event.reason}</td></tr>`)}</tbody></table>`;
}

function moved({ series }: IncidentView, bands: IncidentDetail['bands']): Html {
  const why = new Map(bands.map((entry) => [entry.seriesId, entry]));
  return html`<div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col">is</th><th scope="col" class="number">value</th><th scope="col" class="number">band</th><th scope="col">confirmation</th><th scope="col" class="number">good</th><th scope="col" class="number">bad</th><th scope="col" class="number">effect</th></tr></thead>
<tbody>${series.map(
    ({
      seriesId,
      metric,
      unit,
      direction,
      value,
      low,
      high,
      confirmation,
    }) => html`<tr><td>${metric}</td><td>${badge(direction)}</td>
<td class="number">${formatNumber(value)} <small>${unit}</small></td>
<td class="number">${low === null ? '–' : `${formatNumber(low)} … ${formatNumber(high)}`}${bandNote(why.get(seriesId))}</td>
${
  confirmation === null
    ? html`<td colspan="4">not confirmed yet</td>`
    : html`<td>${badge(confirmation.decision)} <small>${confirmation.pairs} pairs, evidence ${formatNumber(confirmation.evidence)}</small></td>
<td class="number">${formatNumber(confirmation.good)}</td><td class="number">${formatNumber(confirmation.bad)}</td>
<td class="number">${formatNumber(confirmation.effect)}${confirmation.interval && html` <small>${formatNumber(confirmation.interval[0])} … ${formatNumber(confirmation.interval[1])}</small>`}</td>`
}</tr>`,
  )}</tbody></table></div>`;
}

/** The date of the change as the nights that hold it with 90 % probability, never as one. */
function dates({ dates }: IncidentView): Html {
  const [first, last] = [dates[0] ?? null, dates.at(-1) ?? null];
  if (first === null) return html``;
  const which = first === last ? formatInstant(first) : `${formatInstant(first)} to ${formatInstant(last)}`;
  return html`<p>The change may have come on ${counted(dates.length, 'night', 'nights')}: ${which} UTC (90 %).</p>`;
}

function bandNote(entry: IncidentDetail['bands'][number] | undefined): Html {
  return html`${entry && html`<br><small title="${entry.band.reason}">${entry.description}</small>`}`;
}

function suspects({ suspects }: IncidentView): Html {
  if (suspects.length === 0) return html`<p class="empty">No difference was found between the two environments.</p>`;
  return html`<table><thead><tr><th scope="col">factor</th><th scope="col">from</th><th scope="col">to</th></tr></thead>
<tbody>${suspects.map(({ factor, from, to }) => html`<tr><td><code>${factor}</code></td><td><code>${from || '(absent)'}</code></td><td><code>${to || '(absent)'}</code></td></tr>`)}</tbody></table>`;
}

function experimentBox({ id, state, maxPairs, reason, runs }: NonNullable<IncidentDetail['experiment']>): Html {
  return html`<h2>Experiment</h2><p><code>${id}</code> ${badge(state)} at most ${maxPairs} pairs. ${reason}</p>
${runs.length > 0 && experimentRuns(runs)}`;
}

function experimentRuns(runs: NonNullable<IncidentDetail['experiment']>['runs']): Html {
  return html`<div class="scroll"><table><thead><tr><th scope="col">pair</th><th scope="col">side</th><th scope="col" class="number">seed</th><th scope="col">run</th><th scope="col">outcome</th><th scope="col">measured</th></tr></thead>
<tbody>${runs.map(
    (
      run,
    ) => html`<tr><td>${run.pair + 1}</td><td>${run.arm}</td><td class="number">${run.seed}</td><td><a href="/runs/${run.runId}"><code>${run.runId}</code></a></td>
<td>${outcomeBadge({ state: 'ended', outcome: run.outcome })}</td><td>${run.measurements.map((entry) => `${entry.metric} ${formatNumber(entry.value)} ${entry.unit}`).join(', ')}</td></tr>`,
  )}</tbody></table></div>`;
}

function issueBox(issue: IncidentDetail['issue'], outbox: IncidentDetail['outbox']): Html {
  const link =
    issue && /^https?:\/\//.test(issue.url)
      ? html`<a href="${issue.url}" rel="noreferrer">${issue.repository}#${issue.number}</a>`
      : 'none yet';
  return html`<p>${link} ${issue && badge(issue.state)}</p>
${outbox.map((entry) => html`<details><summary>${entry.kind} ${badge(entry.state)} ${entry.title} ${entry.lastError && html`<small>${entry.lastError}</small>`}</summary><pre>${entry.body}</pre></details>`)}`;
}
