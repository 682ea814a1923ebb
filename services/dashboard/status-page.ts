import { describeBand } from '../core/judge/band-wording.ts';
import type { SeriesStatus } from '../core/model/api/series.ts';
import type { Status } from '../core/model/api/status.ts';
import { badge } from './badge.ts';
import { driftNotice } from './drift-notice.ts';
import { counted, formatInstant, formatNumber } from './format.ts';
import { hostTable, quarantineNotice } from './host-table.ts';
import { type Html, html } from './html.ts';
import { incidentTable } from './incident-table.ts';
import { silenceNotice } from './silence-notice.ts';
import { sparkline } from './sparkline.ts';

/** The first page: what is wrong, then the grid of benchmarks × platforms. */
export function statusPage(status: Status): Html {
  return html`<h1>Status</h1>
${silenceNotice(status.silent)}
${quarantineNotice(status.workers)}
${driftNotice(status.driftedSources)}
${summary(status)}
${notices(status)}
${status.openIncidents.length > 0 && html`<h2>Open incidents</h2>${incidentTable(status.openIncidents)}`}
<h2>Benchmarks</h2>
${grid(status)}
<div class="columns grid-end">
<section><h2>Nights</h2>${nights(status)}</section>
<section><h2>Workers</h2>${workers(status)}</section>
</div>`;
}

function summary({ verdicts, openIncidents, silent, nights }: Status): Html {
  const out = verdicts.below + verdicts.above + verdicts.invalid;
  const night = nights[0];
  return html`<dl class="figures">
<div><dt>in band</dt><dd class="${verdicts['in-band'] > 0 ? 'good' : ''}">${verdicts['in-band']}</dd></div>
<div><dt>out of band</dt><dd class="${out > 0 ? 'bad' : ''}">${out}</dd></div>
<div><dt>changed</dt><dd class="${verdicts.changed > 0 ? 'warn' : ''}">${verdicts.changed}</dd></div>
<div><dt>no band yet</dt><dd>${verdicts['no-band'] + verdicts.none}</dd></div>
<div><dt>open incidents</dt><dd class="${openIncidents.length > 0 ? 'bad' : ''}">${openIncidents.length}</dd></div>
<div><dt>silent</dt><dd class="${silent.length > 0 ? 'bad' : ''}">${silent.length}</dd></div>
<div class="wide"><dt>last night</dt><dd>${night ? html`<a href="/nights/${night.id}">${formatInstant(night.instant)}</a> ${badge(night.state)}` : 'none yet'}</dd></div>
</dl>`;
}

function notices({ outbox, queues, workers }: Status): Html {
  const away = queues.filter((queue) => queue.counts === null).map((queue) => queue.platform);
  return html`${outbox.notSent > 0 && html`<p class="notice">${counted(outbox.notSent, 'issue text waits', 'issue texts wait')} as <b>not sent</b>: configure <code>github.repository</code> and a token. Nothing is lost.</p>`}
${outbox.pending > 0 && html`<p class="notice">${counted(outbox.pending, 'issue text waits', 'issue texts wait')} to be sent.</p>`}
${away.length > 0 && html`<p class="notice">The queue of ${away.join(', ')} does not answer. Results are safe; new work waits.</p>`}
${workers.length === 0 && html`<p class="notice">No worker has been seen yet: <code>plumbline worker</code> starts one.</p>`}`;
}

/** Rows are metrics, grouped by benchmark; columns are platforms. */
function grid({ series, silent }: Status): Html {
  if (series.length === 0)
    return html`<p class="empty">Nothing has been measured yet. Start with <code>plumbline night</code>, or <code>plumbline run &lt;benchmark&gt;</code>.</p>`;
  const platforms = [...new Set(series.map((entry) => entry.series.platform))].sort();
  const benchmarks = [...new Set(series.map((entry) => entry.series.benchmark))].sort();
  const quiet = new Map(silent.flatMap((one) => (one.seriesId === null ? [] : [[one.seriesId, one.reason]])));
  return html`<div class="scroll"><table class="grid">
<thead><tr><th scope="col">benchmark</th><th scope="col">metric</th>${platforms.map((name) => html`<th scope="col" colspan="3">${name}</th>`)}</tr></thead>
${benchmarks.map((benchmark) =>
  group(
    benchmark,
    series.filter((entry) => entry.series.benchmark === benchmark),
    platforms,
    quiet,
  ),
)}
</table></div>`;
}

function group(
  benchmark: string,
  entries: readonly SeriesStatus[],
  platforms: readonly string[],
  quiet: ReadonlyMap<string, string>,
): Html {
  const metrics = [...new Set(entries.map((entry) => entry.series.metric))].sort();
  return html`<tbody>${metrics.map(
    (metric, index) => html`<tr>
${index === 0 && html`<th scope="rowgroup" rowspan="${metrics.length}"><a href="/benchmarks/${benchmark}">${benchmark}</a></th>`}
<td>${metric}</td>${platforms.map((platform) => cell(newest(entries, metric, platform), quiet))}</tr>`,
  )}</tbody>`;
}

/** Of several method versions the newest counts. */
function newest(entries: readonly SeriesStatus[], metric: string, platform: string): SeriesStatus | undefined {
  return entries
    .filter(({ series }) => series.metric === metric && series.platform === platform)
    .sort((a, b) => b.series.methodVersion - a.series.methodVersion)[0];
}

function cell(entry: SeriesStatus | undefined, quiet: ReadonlyMap<string, string>): Html {
  if (entry === undefined) return html`<td class="none" colspan="3">·</td>`;
  const { value, verdict, recent, series } = entry;
  const why = quiet.get(series.id);
  return html`<td class="state">${why === undefined ? badge(verdict?.kind ?? 'not judged') : html`<span title="${why}">${badge('silent')}</span>`}</td>
<td class="number" title="${verdict?.reason ?? ''}">${formatNumber(value)} <small>${series.definition.unit}</small></td>
<td title="${verdict?.band?.reason ?? ''}">${sparkline(recent, verdict?.band ?? null)}${verdict?.band && html`<small>${describeBand(verdict.band, series.definition)}</small>`}</td>`;
}

function nights({ nights }: Status): Html {
  if (nights.length === 0) return html`<p class="empty">No night has been planned yet.</p>`;
  return html`<table><thead><tr><th scope="col">instant (UTC)</th><th scope="col">schedule</th><th scope="col">state</th></tr></thead>
<tbody>${nights.map((night) => html`<tr><td><a href="/nights/${night.id}">${formatInstant(night.instant)}</a></td><td>${night.schedule}</td><td>${badge(night.state)} <small>${night.note}</small></td></tr>`)}</tbody></table>`;
}

function workers(status: Status): Html {
  return html`${hostTable(status)}
<p class="queues">${status.queues.map(({ platform, counts }) => counts && html`<span>${platform}: ${counts.active} running, ${counts.waiting + counts.delayed} waiting</span>`)}</p>`;
}
