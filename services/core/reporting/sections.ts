import { describeDates } from '../judge/shift-wording.ts';
import type { Incident, IncidentSeries } from '../model/incident.ts';
import { bandCell } from './band-cell.ts';
import { type IssueContext, type IssueFailure, scaleOf, tellingRun } from './context.ts';
import { commands, fence, inline, table } from './text.ts';
import { change, changeOf, findingOf, minute, number, quantity } from './wording.ts';

/** Bounds of the parts, in characters: together they stay below the bound of a body. */
const MAX_SERIES_CHARACTERS = 12_000;
const MAX_RUNS = 20;
const MAX_CONFIRMATIONS = 20;
const LOG_LINES = 20;

/** The series that moved, one row each. */
export function movedSection(incident: Incident, context: IssueContext): string {
  const rows = incident.series.map((series) => {
    const { confirmation, unit } = series;
    return [
      inline(series.metric),
      quantity(confirmation?.good ?? null, unit),
      quantity(confirmation?.bad ?? series.value, unit),
      changeCell(series, context),
      bandCell(series, context.bands?.get(series.seriesId)),
      findingOf(series),
    ];
  });
  const header = ['metric', 'good', 'now', 'change (95 % interval)', 'band', 'finding'];
  return `### What moved\n\n${table(header, rows, MAX_SERIES_CHARACTERS)}`;
}

function changeCell(series: IncidentSeries, context: IssueContext): string {
  const scale = scaleOf(context, series.seriesId);
  const text = changeOf(series, scale);
  const interval = series.confirmation?.interval ?? null;
  if (text === null) return '—';
  if (interval === null) return inline(text);
  const [low, high] = interval.map((bound) => inline(change(bound, scale, series.unit)));
  return `${inline(text)} (${low} to ${high})`;
}

/** The failure, with the end of the log. */
export function failureSection(failure: IssueFailure, secrets: readonly string[]): string {
  return [
    '### How it failed',
    `The outcome is \`${failure.outcome}\`: ${inline(failure.detail, secrets) || 'no detail was given'}.`,
    `The last lines of run ${inline(failure.runId)}:`,
    fence(failure.logTail, LOG_LINES, secrets),
  ].join('\n\n');
}

/** How it was confirmed, or that it was not. */
export function confirmationSection(incident: Incident, context: IssueContext): string {
  const confirmed = incident.series.filter((series) => series.confirmation !== null).slice(0, MAX_CONFIRMATIONS);
  const lines = confirmed.map(({ metric, confirmation }) => {
    const { decision, pairs, evidence } = confirmation as NonNullable<IncidentSeries['confirmation']>;
    const after = `${pairs} ${unitOf(context)}`;
    return `- ${inline(metric)}: ${decision} after ${after}, evidence ${number(evidence)} : 1 against "no change"`;
  });
  const how = howConfirmed(context);
  const reason = incident.reason === '' ? '' : `State: ${incident.state}. ${inline(incident.reason, context.secrets)}`;
  return ['### How it was confirmed', how, lines.join('\n'), reason].filter((part) => part !== '').join('\n\n');
}

function unitOf({ experiment, pushed }: IssueContext): string {
  if (experiment === null && pushed) return 'further results';
  return experiment?.paired === false ? 're-runs' : 'pairs';
}

function howConfirmed({ experiment, pushed }: IssueContext): string {
  if (experiment === null && pushed)
    return 'Another system made these runs, and Plumbline cannot repeat them: what came in on the nights after was held against the level before.';
  if (experiment === null) return 'It was not confirmed by fresh runs.';
  const where = `${inline(experiment.host)}, with fresh seeds`;
  const which = `(experiment ${inline(experiment.id)})`;
  return experiment.paired
    ? `Both environments were run again in turns on the same host, ${where} that each pair shares ${which}.`
    : `The night's environment was run again alone on ${where}, against the level before it ${which}.`;
}

/** When, which runs, and how to see it oneself. */
export function runsSection(incident: Incident, context: IssueContext): string {
  const { night, goodNight, runs } = context;
  const good = goodNight === null ? 'none is known' : `${minute(goodNight.instant)} (${inline(goodNight.id)})`;
  const shown = runs.slice(0, MAX_RUNS).map((run) => {
    const host = run.host === null ? '' : ` on ${inline(run.host)}`;
    return `- ${inline(run.id)}: seed ${run.seed}, ${run.outcome}${host}`;
  });
  const more = runs.length > MAX_RUNS ? [`- and ${runs.length - MAX_RUNS} more`] : [];
  const telling = tellingRun(incident, context);
  return [
    '### When, and how to see it',
    `- Suspected in the night of ${minute(night.instant)} (${inline(night.id)})\n- Changed ${describeDates(incident.dates)}\n- Last good night: ${good}`,
    ...(runs.length > 0 ? [`Runs:\n\n${[...shown, ...more].join('\n')}`] : []),
    commands([
      `plumbline incident ${incident.id}`,
      ...(incident.searchId === null ? [] : [`plumbline search ${incident.searchId}`]),
      ...(telling.id === null ? [] : [`plumbline logs ${telling.id}`]),
      ...(context.pushed === true ? [] : [telling.command]),
    ]),
  ].join('\n\n');
}
