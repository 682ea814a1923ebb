import { bandWidth } from '../core/judge/band-wording.ts';
import type { SeriesDetail } from '../core/model/api/series.ts';
import type { BenchmarkView } from '../core/model/api/status.ts';
import { badge } from './badge.ts';
import { changesBox } from './changes-box.ts';
import { formatInstant, formatNumber } from './format.ts';
import { type Html, html } from './html.ts';
import { definitions } from './run-page.ts';

const POINTS_SHOWN = 10;

export interface BenchmarkPageData {
  readonly name: string;
  /** Null when the catalog no longer has it: its history is still shown. */
  readonly benchmark: BenchmarkView | null;
  readonly series: readonly SeriesDetail[];
}

/** One benchmark: a chart and the newest points of every series. */
export function benchmarkPage({ name, benchmark, series }: BenchmarkPageData): Html {
  return html`<h1>${benchmark?.manifest.title ?? name} <small><code>${name}</code></small></h1>
${benchmark ? about(benchmark) : html`<p class="notice">The catalog no longer has this benchmark; this is its history.</p>`}
${series.length === 0 && html`<p class="empty">Nothing has been judged yet.</p>`}
${series.map(seriesBox)}`;
}

function about({ manifest, pinned }: BenchmarkView): Html {
  return html`<p class="detail">${manifest.description}</p>${definitions([
    ['framework', manifest.framework],
    ['data set', `${manifest.dataset.name} ${manifest.dataset.version}`],
    [
      'platforms',
      manifest.platforms.map((name) => (pinned.includes(name) ? name : `${name} (not pinned here)`)).join(', '),
    ],
    ['seeds a night', manifest.seeds.join(', ')],
    ['runs', html`<a href="/runs?benchmark=${manifest.name}">newest runs</a>`],
  ])}`;
}

function seriesBox(detail: SeriesDetail): Html {
  const { series, band, points } = detail;
  const { metric, platform, methodVersion, definition } = series;
  return html`<section class="series"><h2>${metric} <small>${definition.unit}, ${platform}, method ${methodVersion}; ${definition.direction === 'none' ? 'any departure counts' : `${definition.direction} is better`}</small></h2>
${band ? html`<p>Band ${formatNumber(band.low)} … ${formatNumber(band.high)} ${definition.unit} (${bandWidth(band, definition)}) <small>${band.reason}</small></p>` : html`<p>No band yet: <code>plumbline run ${series.benchmark} --platform ${platform} --calibrate</code></p>`}
<div class="chart" data-series="${series.id}" data-unit="${definition.unit}" role="img" aria-label="${metric} over time; the tables below have the changes and the newest values"></div>
${changesBox(detail)}
<details><summary>newest ${Math.min(points.length, POINTS_SHOWN)} of ${points.length} points</summary>
<table><thead><tr><th scope="col">night (UTC)</th><th scope="col">verdict</th><th scope="col" class="number">value</th><th scope="col" class="number">runs</th><th scope="col">why</th></tr></thead>
<tbody>${points.slice(0, POINTS_SHOWN).map((point) => html`<tr><td><a href="/nights/${point.nightId}">${formatInstant(point.at)}</a></td><td>${badge(point.verdict.kind)}</td><td class="number">${formatNumber(point.value)}</td><td class="number">${point.runs}/${point.planned}</td><td>${point.verdict.reason}</td></tr>`)}</tbody></table></details></section>`;
}
