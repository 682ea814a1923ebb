import type { IncidentView } from '../core/model/api/incident.ts';
import type { SearchDetail } from '../core/model/api/search.ts';
import type { CauseMetric } from '../core/reporting/cause.ts';
import { causeLine } from '../core/reporting/cause-line.ts';
import { type TreeRow, trialTree } from '../core/reporting/tree.ts';
import { change, odds } from '../core/reporting/wording.ts';
import { badge } from './badge.ts';
import { formatNumber } from './format.ts';
import { type Html, html } from './html.ts';

/**
 * What the search for the cause found and the experiments it rests on, as a tree; what it is doing while it has not ended.
 * Empty while none has begun.
 */
export function causeBox(cause: IncidentView['cause'], detail: SearchDetail | null): Html {
  if (cause === null && detail === null) return html``;
  const followed = cause?.metric ?? detail?.search.metric ?? null;
  const metric = detail?.metrics.find(({ name }) => name === followed) ?? null;
  return html`<h2>Cause</h2><p>${cause === null ? detail?.search.reason : causeLine(cause, metric)}</p>
${detail !== null && detail.steps.length > 0 && experiments(detail, metric)}`;
}

function experiments({ steps }: SearchDetail, metric: CauseMetric | null): Html {
  const rows = trialTree(steps.map((step) => ({ ...step, experimentId: step.experiment?.id ?? null })));
  return html`<div class="scroll"><table><thead><tr><th scope="col" class="number">step</th><th scope="col">experiment</th><th scope="col">verdict</th><th scope="col" class="number">${metric?.name ?? 'value'}</th><th scope="col" class="number">good beside it</th><th scope="col" class="number">change</th><th scope="col" class="number">evidence</th><th scope="col" class="number">pairs</th><th scope="col">where</th></tr></thead>
<tbody>${rows.map((row) => rowOf(row, metric))}</tbody></table></div>`;
}

function rowOf(row: TreeRow, metric: CauseMetric | null): Html {
  const unit = metric && html` <small>${metric.unit}</small>`;
  const shown = (value: number) => metric && change(value, metric.scale, metric.unit);
  const interval =
    metric && row.interval && html` <small>${shown(row.interval[0])} … ${shown(row.interval[1])}</small>`;
  return html`<tr><td class="number">${row.at}</td><td><code>${row.prefix}</code>${row.text}</td><td>${row.verdict && badge(row.verdict)}</td>
<td class="number">${formatNumber(row.value)}${row.value !== null && unit}</td><td class="number">${formatNumber(row.reference)}${row.reference !== null && unit}</td>
<td class="number">${row.effect === null ? '–' : shown(row.effect)}${interval}</td><td class="number">${row.evidence === null ? '–' : odds(row.evidence)}</td><td class="number">${row.pairs}</td>
<td>${row.experimentId && html`<code>${row.experimentId}</code> `}<small>${row.note}</small></td></tr>`;
}
