import type { ChangeView, SeriesDetail } from '../core/model/api/series.ts';
import { badge } from './badge.ts';
import { counted, formatInstant, formatNumber, formatPercent } from './format.ts';
import { type Html, html } from './html.ts';

/** Chances below this are all the same to a reader. */
const P_SHOWN_MIN = 0.0001;

/** What the chart draws beside the points, in words: its levels, and each change with the nights it may have come on. */
export function changesBox({ series, segments, changes }: SeriesDetail): Html {
  if (segments.length === 0) return html``;
  const { unit, scale } = series.definition;
  return html`<p class="key"><span class="swatch level"></span>level in hindsight <span class="swatch dates"></span>nights on which a change may have come (90 %)${changes.length === 0 && html`; no change so far`}</p>
${
  changes.length > 0 &&
  html`<div class="scroll"><table><thead><tr><th scope="col">change came (UTC, 90 %)</th><th scope="col">nights</th><th scope="col">most likely</th><th scope="col">is</th><th scope="col" class="number">before</th><th scope="col" class="number">after</th><th scope="col" class="number">effect</th><th scope="col" class="number">chance in noise</th></tr></thead>
<tbody>${[...changes].reverse().map((change) => row(change, unit, scale === 'positive'))}</tbody></table></div>`
}`;
}

function row({ at, before, after, effect, kind, pValue, dates }: ChangeView, unit: string, relative: boolean): Html {
  const size = relative ? formatPercent(effect) : `${formatNumber(effect)} ${unit}`;
  return html`<tr><td>after ${formatInstant(dates.after)}, by ${formatInstant(dates.to)}</td><td>${counted(dates.nights.length, 'night', 'nights')}</td><td>${formatInstant(at)}</td><td>${badge(kind)}</td>
<td class="number">${formatNumber(before)}</td><td class="number">${formatNumber(after)} <small>${unit}</small></td><td class="number">${size}</td><td class="number">${pValue < P_SHOWN_MIN ? `< ${P_SHOWN_MIN}` : formatNumber(pValue)}</td></tr>`;
}
