import type { SilentView } from '../core/model/api/status.ts';
import { counted } from './format.ts';
import { type Html, html } from './html.ts';

/** Findings that are spelled out; a whole fleet that stopped is told by its platforms. */
const SHOWN_MAX = 20;

/** What stopped reporting, above everything else: without it a page of good verdicts from last week looks like a good night. */
export function silenceNotice(silent: readonly SilentView[]): Html {
  if (silent.length === 0) return html``;
  const count = (kind: SilentView['kind']) => silent.filter((one) => one.kind === kind).length;
  const parts = [
    [count('platform'), 'platform', 'platforms'],
    [count('worker'), 'worker', 'workers'],
    [count('series'), 'series', 'series'],
  ] as const;
  const what = parts.filter(([number]) => number > 0).map(([number, one, many]) => counted(number, one, many));
  const more = silent.length - SHOWN_MAX;
  return html`<div class="alarm" role="alert"><p><b>Silent:</b> ${what.join(', ')} stopped reporting.${count('series') > 0 && ' What is shown of them below is old.'}</p>
<details${silent.length <= 3 && html` open`}><summary>which, and since when</summary><ul>${silent.slice(0, SHOWN_MAX).map(({ reason }) => html`<li>${reason}</li>`)}</ul>${more > 0 && html`<p>and ${more} more</p>`}</details></div>`;
}
