import type { IncidentView } from '../core/model/api/incident.ts';
import { badge } from './badge.ts';
import { formatInstant } from './format.ts';
import { type Html, html } from './html.ts';

const SUSPECTS_SHOWN = 3;

/** Incidents as rows: what moved, where, and the first suspects. */
export function incidentTable(incidents: readonly IncidentView[]): Html {
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">since (UTC)</th><th scope="col">state</th><th scope="col">benchmark</th><th scope="col">platform</th><th scope="col">metrics</th><th scope="col">suspects</th></tr></thead>
<tbody>${incidents.map(row)}</tbody></table></div>`;
}

function row(incident: IncidentView): Html {
  const { suspects } = incident;
  // Libraries come with the package that holds them: in a row they are shown only where nothing else changed.
  const others = suspects.filter(({ factor }) => !factor.startsWith('library:'));
  const shown = (others.length > 0 ? others : suspects).slice(0, SUSPECTS_SHOWN);
  const more = suspects.length - shown.length;
  return html`<tr><td><a href="/incidents/${incident.id}">${formatInstant(incident.openedAt)}</a></td>
<td>${badge(incident.state)}</td><td><a href="/benchmarks/${incident.benchmark}">${incident.benchmark}</a></td><td>${incident.platform}</td>
<td>${incident.series.map((series) => `${series.metric} ${series.direction}`).join(', ')}</td>
<td>${shown.map(({ factor, from, to }) => html`<code>${factor} ${from || '(absent)'} → ${to || '(absent)'}</code> `)}${more > 0 && `and ${more} more`}</td></tr>`;
}
