import type { Command } from 'commander';
import { PlumblineError } from '../../core/errors.ts';
import type { IncidentAction, IncidentDetail } from '../../core/model/api/incident.ts';
import { causeLine } from '../../core/reporting/cause-line.ts';
import type { Act } from '../act.ts';
import { searchText } from '../search-text.ts';
import { formatNumber, table } from '../table.ts';
import { withApi } from '../with-api.ts';

const ACTIONS: readonly IncidentAction[] = ['accept', 'dismiss', 'retry'];

export function registerIncidents(program: Command, act: Act): void {
  program
    .command('incidents')
    .description('what moved, newest first; exit 1 when one is open')
    .option('--all', 'also those that have ended')
    .action((options: { all?: boolean }, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const page = await client.incidents({ open: options.all ? undefined : true });
          const rows = page.items.map((incident) => [
            incident.id,
            incident.state,
            incident.benchmark,
            incident.platform,
            incident.series.map((series) => series.metric).join(', '),
            incident.openedAt,
          ]);
          const open = page.items.some((incident) => ['suspected', 'confirmed', 'attributed'].includes(incident.state));
          return {
            data: page,
            text: table(['incident', 'state', 'benchmark', 'platform', 'metrics', 'since'], rows),
            finding: open,
          };
        });
      }),
    );
  program
    .command('incident')
    .description(
      'one incident with its evidence; or decide about it: accept (the new normal), dismiss, retry (confirm again)',
    )
    .argument('<id>')
    .argument('[action]', ACTIONS.join(', '))
    .option('--reason <text>', 'why, for the record')
    .action((id: string, action: string | undefined, options: { reason?: string }, command: Command) =>
      act(command, async ({ operations }) => {
        if (action !== undefined && !isAction(action))
          throw new PlumblineError('USAGE', `"${action}" is none of ${ACTIONS.join(', ')}`);
        return withApi(operations, { worker: false }, async ({ client }) => {
          if (action !== undefined) await client.decide(id, action, { reason: options.reason });
          const detail = await client.incident(id);
          return { data: detail, text: incidentText(detail) };
        });
      }),
    );
}

function isAction(text: string): text is IncidentAction {
  return (ACTIONS as readonly string[]).includes(text);
}

/** A cause without its search: it was taken over from the incident that this one follows, or lies on the host. */
function causeLines({ cause }: IncidentDetail['incident'], search: IncidentDetail['search']): string[] {
  if (cause === null || search?.search.conclusion) return [];
  return [causeLine(cause, null)];
}

/** The date of the change as the nights that hold it with 90 % probability, never as one. */
function datesLine(dates: readonly string[]): string[] {
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined) return [];
  const nights = dates.length === 1 ? '1 night' : `${dates.length} nights`;
  return [`The change may have come on ${nights}: ${first === last ? first : `${first} to ${last}`} (90 %).`];
}

/** One incident as people read it: what moved, the evidence, the cause and its experiments, what changed, the issue. */
export function incidentText({ incident, bands, issue, outbox, events, search }: IncidentDetail): string {
  const why = new Map(bands.map((entry) => [entry.seriesId, ` (${entry.description})`]));
  const series = incident.series.map((row) => [
    row.metric,
    row.value,
    row.unit,
    row.low === null || row.high === null
      ? '–'
      : `${formatNumber(row.low)} … ${formatNumber(row.high)}${why.get(row.seriesId) ?? ''}`,
    row.direction,
    row.confirmation
      ? `${row.confirmation.decision} in ${row.confirmation.pairs} pairs, evidence ${formatNumber(row.confirmation.evidence)}`
      : 'not confirmed yet',
  ]);
  const suspects = incident.suspects.map((change) => [
    change.factor,
    change.from || '(absent)',
    change.to || '(absent)',
  ]);
  const waiting = outbox.filter((entry) => entry.state !== 'sent');
  return [
    `${incident.id}: ${incident.benchmark} on ${incident.platform}, ${incident.state} (${incident.side})`,
    incident.reason,
    ...causeLines(incident, search),
    ...datesLine(incident.dates),
    '',
    table(['metric', 'value', 'unit', 'band', 'is', 'confirmation'], series),
    ...(search === null ? [] : ['The search for its cause', searchText(search)]),
    'What changed since the last good night (suspects)',
    table(['factor', 'from', 'to'], suspects),
    table(
      ['when', 'state', 'by', 'why'],
      events.map((event) => [event.at, event.to, event.actor, event.reason]),
    ),
    issue ? `Issue: ${issue.url} (${issue.state})` : 'Issue: none',
    ...waiting.map(
      (entry) => `Waiting: ${entry.kind} (${entry.state}${entry.lastError ? `: ${entry.lastError}` : ''})`,
    ),
    '',
  ].join('\n');
}
