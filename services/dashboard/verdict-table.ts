import { describeBand } from '../core/judge/band-wording.ts';
import type { NightDetail } from '../core/model/api/night.ts';
import { badge } from './badge.ts';
import { formatNumber } from './format.ts';
import { type Html, html } from './html.ts';

/** What was thought of each series in one night, what is not in its band first. */
export function verdictTable(points: NightDetail['points']): Html {
  const calm = (kind: string) => Number(kind === 'in-band');
  const sorted = [...points].sort((a, b) => calm(a.point.verdict.kind) - calm(b.point.verdict.kind));
  return html`<div class="scroll"><table><thead><tr><th scope="col">benchmark</th><th scope="col">platform</th><th scope="col">metric</th><th scope="col">verdict</th><th scope="col" class="number">value</th><th scope="col">band</th></tr></thead>
<tbody>${sorted.map(row)}</tbody></table></div>`;
}

function row({ series, point: { value, verdict } }: NightDetail['points'][number]): Html {
  const { band } = verdict;
  return html`<tr><td><a href="/benchmarks/${series.benchmark}">${series.benchmark}</a></td><td>${series.platform}</td><td>${series.metric}</td>
<td title="${verdict.reason}">${badge(verdict.kind)}</td><td class="number">${formatNumber(value)} <small>${series.definition.unit}</small></td>
<td>${band ? html`${formatNumber(band.low)} … ${formatNumber(band.high)} <small title="${band.reason}">${describeBand(band, series.definition)}</small>` : '–'}</td></tr>`;
}
