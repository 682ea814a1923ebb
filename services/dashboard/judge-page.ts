import type { HealthFiguresView, JudgeHealth, SeriesHealth, SpreadView } from '../core/model/api/health.ts';
import { badge } from './badge.ts';
import { formatInstant, formatNumber, formatShare } from './format.ts';
import { type Html, html } from './html.ts';

/** How well the judging does: the whole project, then each series. */
export function judgePage({ from, to, figures, series, more }: JudgeHealth): Html {
  return html`<h1>Judge health <small>${formatInstant(from)} to ${formatInstant(to)} UTC</small></h1>
<p class="detail">Whether the alarms can be believed: how many suspicions were real, what they cost, which way changes went, and how small a change can be and still be found.</p>
${figures.alarms.length > 0 && html`<div class="alarm" role="alert">${figures.alarms.map((text) => html`<p>${text}</p>`)}</div>`}
${summary(figures)}
<h2>Series</h2>
${series.length === 0 ? html`<p class="empty">Nothing has been measured yet.</p>` : table(series)}
${more > 0 && html`<p>and ${more} more: <code>plumbline health --benchmark NAME</code> shows those of one benchmark.</p>`}
<p class="key">False alarms: share of the answered suspicions that fresh runs do not show, with its exact 95 % interval. Found in 3, 7, 14 nights: the smallest shift that the nightly rule finds with 80 % probability at today’s spread; ≥ where the metric’s smallest effect worth an alarm is larger. Noise: <i>modal</i> two groups of values, <i>correlated</i> a night resembles the one before, <i>flat</i> one number on most nights, <i>short</i> fewer than 20 nights.</p>`;
}

function summary(figures: HealthFiguresView): Html {
  const { suspicions, confirmed, dismissed, open, worse, better, failed, reruns, runs } = figures;
  return html`<dl class="figures">
<div><dt>suspicions</dt><dd>${suspicions}</dd><small>${confirmed} real, ${dismissed} not, ${open} open</small></div>
<div><dt>false alarms</dt><dd>${falseAlarms(figures, 'none yet')}</dd></div>
<div><dt>worse : better</dt><dd class="${figures.oneSidedP < 0.01 ? 'bad' : ''}">${worse} : ${better}</dd><small>${failed} failed</small></div>
<div><dt>re-runs</dt><dd>${reruns}</dd><small>of ${runs} runs${figures.rerunShare !== null && ` (${formatShare(figures.rerunShare)})`}${figures.rerunsPerSuspicion !== null && `, ${formatNumber(Number(figures.rerunsPerSuspicion.toFixed(1)))} a suspicion`}</small></div>
</dl>`;
}

function table(series: readonly SeriesHealth[]): Html {
  return html`<div class="scroll"><table><thead><tr><th scope="col">benchmark</th><th scope="col">platform</th><th scope="col">metric</th><th scope="col" class="number">suspicions</th><th scope="col" class="number">false alarms</th><th scope="col" class="number">worse : better</th><th scope="col" class="number">re-runs</th><th scope="col">noise</th><th scope="col" class="number">spread</th><th scope="col" class="number">found in 3</th><th scope="col" class="number">7</th><th scope="col" class="number">14 nights</th></tr></thead>
<tbody>${series.map(row)}</tbody></table></div>`;
}

function row({ series, figures, spread }: SeriesHealth): Html {
  const { metric, benchmark, platform, definition } = series;
  const size = (value: number) =>
    definition.scale === 'positive' ? formatShare(value) : `${formatNumber(Number(value.toPrecision(2)))}`;
  return html`<tr><td><a href="/benchmarks/${benchmark}">${benchmark}</a></td><td>${platform}</td><td>${metric} <small>${definition.unit}</small></td>
<td class="number">${figures.suspicions} ${figures.open > 0 && html`<small>${figures.open} open</small>`}</td><td class="number">${falseAlarms(figures, '–')}</td>
<td class="number">${figures.worse} : ${figures.better} ${figures.alarms.length > 0 && html`<span title="${figures.alarms.join('; ')}">${badge('alarm')}</span>`}</td><td class="number">${figures.reruns}</td>
<td>${spread ? badge(spread.profile.kind) : '–'}</td><td class="number">${spread ? size(spread.deviation) : '–'}</td>${[0, 1, 2].map((index) => html`<td class="number">${found(spread, index, size)}</td>`)}</tr>`;
}

function found(spread: SpreadView | null, index: number, size: (value: number) => string): Html {
  const shift = spread?.detectable[index];
  if (!shift) return html`–`;
  return html`<span title="${formatNumber(Number(shift.sigmas.toPrecision(2)))} standard deviations of single nights">${shift.atMinEffect && '≥ '}${size(shift.effect)}</span>`;
}

function falseAlarms({ falseAlarms: found }: HealthFiguresView, none: string): Html {
  if (found === null) return html`${none}`;
  return html`${formatShare(found.share)} <small>${formatShare(found.low)} … ${formatShare(found.high)}</small>`;
}
