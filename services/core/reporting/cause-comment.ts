import type { Incident } from '../model/incident.ts';
import type { IssueAction, IssueRecord } from '../model/issue.ts';
import { causeName } from './cause.ts';
import { causeLine } from './cause-line.ts';
import { causeMetric, type IssueContext } from './context.ts';
import { markdownQuote } from './piece.ts';
import { commands, inline } from './text.ts';

type Context = Pick<IssueContext, 'metrics' | 'secrets'>;

/** Says that the search for the cause ended, and what it found. The issue's own text has the experiments. */
export function attributedComment(incident: Incident, context: Context): IssueAction {
  const { cause, searchId } = incident;
  const line =
    cause === null
      ? 'No cause is known.'
      : causeLine(cause, causeMetric(incident, context), markdownQuote(context.secrets));
  const more = commands([
    `plumbline incident ${incident.id}`,
    ...(searchId === null ? [] : [`plumbline search ${searchId}`]),
  ]);
  return { kind: 'comment', body: `The search for the cause has ended. ${line}\n\n${more}` };
}

/** Says on the issue that leads that another incident has the same cause, and is told there from now on. */
export function mergedComment(merged: Incident, context: Context): IssueAction {
  const what = `${inline(merged.benchmark)} on ${inline(merged.platform)} (incident ${inline(merged.id)})`;
  const line =
    merged.cause === null
      ? ''
      : ` ${causeLine(merged.cause, causeMetric(merged, context), markdownQuote(context.secrets))}`;
  return { kind: 'comment', body: `${what} has the same cause and is told here from now on.${line}` };
}

/**
 * Closes the issue of an incident whose cause another issue tells already.
 *
 * @param leader incident that has that issue; @param issue on GitHub, in the same repository; null: not opened yet.
 */
export function mergedCloseComment(
  merged: Incident,
  leader: Pick<Incident, 'id' | 'benchmark' | 'platform'>,
  issue: Pick<IssueRecord, 'number'> | null,
  secrets: readonly string[] = [],
): IssueAction {
  const name = merged.cause === null ? null : causeName(merged.cause, markdownQuote(secrets));
  const where = issue === null ? 'the issue of that incident' : `#${issue.number}`;
  const who = `incident ${inline(leader.id)}, ${inline(leader.benchmark)} on ${inline(leader.platform)}`;
  const text = `Same cause as ${who}${name === null ? '' : `: ${name}`}. Both are told in ${where}, and this issue is closed; the incident stays open.`;
  return { kind: 'close', body: text };
}
