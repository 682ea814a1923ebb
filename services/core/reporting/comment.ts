import type { Incident } from '../model/incident.ts';
import type { IssueAction } from '../model/issue.ts';
import type { Night } from '../model/night.ts';
import { bandCell } from './band-cell.ts';
import { inline, table } from './text.ts';
import { minute, quantity } from './wording.ts';

const MAX_TABLE_CHARACTERS = 14_000;
const MAX_NIGHTS = 10;

/** A series' value of the night that a comment is about. */
export interface CommentValue {
  readonly metric: string;
  readonly unit: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Width and origin of the band (`describeBand`), where it is known. */
  readonly band?: string;
}

/**
 * Says that an incident persists. Values are those of the night; the reporter adds the marker by which the comment is
 * known.
 */
export function persistComment(
  incident: Incident,
  context: { readonly night: Pick<Night, 'id' | 'instant'>; readonly values: readonly CommentValue[] },
): IssueAction {
  const rows = context.values.map((shown) => [
    inline(shown.metric),
    quantity(shown.value, shown.unit),
    bandCell(shown, shown.band),
  ]);
  const night = `${minute(context.night.instant)} (${inline(context.night.id)})`;
  const text = `${inline(incident.benchmark)} on ${inline(incident.platform)} is still out of its band in the night of ${night}.`;
  const values = rows.length > 0 ? `\n\n${table(['metric', 'now', 'band'], rows, MAX_TABLE_CHARACTERS)}` : '';
  return { kind: 'comment', body: `${text}${values}` };
}

/** Says on the issue of the incident that leads that another one moved together with it, and was confirmed too. */
export function relatedComment(incident: Incident): IssueAction {
  const rows = incident.series.map(({ metric, unit, confirmation, value }) => [
    inline(metric),
    quantity(confirmation?.good ?? null, unit),
    quantity(confirmation?.bad ?? value, unit),
  ]);
  const what = `${inline(incident.benchmark)} on ${inline(incident.platform)}`;
  const text = `${what} moved together with this, with the same environment difference, and was confirmed too (incident ${inline(incident.id)}).`;
  return { kind: 'comment', body: `${text}\n\n${table(['metric', 'good', 'now'], rows, MAX_TABLE_CHARACTERS)}` };
}

/**
 * Closes the issue of an incident that ended: `resolved` after nights in the band, `accepted` as the new normal, or
 * `dismissed` as noise or infrastructure.
 *
 * @param nights the nights in the band, for a resolved incident.
 */
export function closeComment(
  incident: Incident,
  context: { readonly nights: readonly Pick<Night, 'id' | 'instant'>[]; readonly secrets?: readonly string[] },
): IssueAction {
  const reason = inline(incident.reason, context.secrets) || 'no reason was given';
  if (incident.state === 'accepted') {
    return { kind: 'close', body: `Accepted as the new normal: ${reason}. Bands are learned anew from here.` };
  }
  if (incident.state === 'dismissed') {
    return { kind: 'close', body: `Dismissed: ${reason}. The runs stay on record and enter no baseline.` };
  }
  const nights = context.nights.slice(-MAX_NIGHTS).map((night) => `- ${minute(night.instant)} (${inline(night.id)})`);
  const text = `Back in the band for ${incident.cleanNights} nights in a row. Plumbline closes this issue.`;
  return { kind: 'close', body: [text, nights.join('\n')].filter((part) => part !== '').join('\n\n') };
}
