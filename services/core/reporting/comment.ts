import type { Incident } from '../model/incident.ts';
import type { IssueAction } from '../model/issue.ts';
import type { Night } from '../model/night.ts';
import { inline, table } from './text.ts';
import { minute, number, quantity } from './wording.ts';

const MAX_TABLE_CHARACTERS = 14_000;
const MAX_NIGHTS = 10;

/** A series' value of the night that a comment is about. */
export interface CommentValue {
  readonly metric: string;
  readonly unit: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Says that an incident persists. Values are those of the night; the reporter adds the marker by which the comment is
 * known.
 */
export function persistComment(
  incident: Incident,
  context: { readonly night: Pick<Night, 'id' | 'instant'>; readonly values: readonly CommentValue[] },
): IssueAction {
  const rows = context.values.map(({ metric, unit, value, low, high }) => [
    inline(metric),
    quantity(value, unit),
    low === null || high === null ? '—' : `${number(low)} to ${number(high)} ${inline(unit)}`,
  ]);
  const night = `${minute(context.night.instant)} (${inline(context.night.id)})`;
  const text = `${inline(incident.benchmark)} on ${inline(incident.platform)} is still out of its band in the night of ${night}.`;
  const values = rows.length > 0 ? `\n\n${table(['metric', 'now', 'band'], rows, MAX_TABLE_CHARACTERS)}` : '';
  return { kind: 'comment', body: `${text}${values}` };
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
