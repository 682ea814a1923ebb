import { PlumblineError } from '../errors.ts';
import { classOf, type IncidentClass } from '../judge/incident-class.ts';
import type { Incident, IncidentSeries } from '../model/incident.ts';
import type { IssueAction } from '../model/issue.ts';
import { type IssueContext, scaleOf } from './context.ts';
import { ISSUE_LABEL, issueMarker } from './marker.ts';
import { confirmationSection, failureSection, movedSection, runsSection, suspectsSection } from './sections.ts';
import { title as bounded, inline, MAX_BODY_CHARACTERS } from './text.ts';
import { changeOf, day, findingOf } from './wording.ts';

export { closeComment, persistComment, relatedComment } from './comment.ts';
export type { IssueContext, IssueFailure, IssueRun } from './context.ts';

/**
 * The issue of an incident, as it is opened. Throws INTERNAL when there is nothing to show: an issue without a number or a
 * failure in it teaches people to ignore the next one.
 */
export function openIssue(incident: Incident, context: IssueContext): IssueAction {
  return { kind: 'open', ...render(incident, context), labels: [ISSUE_LABEL] };
}

/** The same issue with what is known now. */
export function updateIssue(incident: Incident, context: IssueContext): IssueAction {
  return { kind: 'update', ...render(incident, context) };
}

function render(incident: Incident, context: IssueContext): { title: string; body: string } {
  refuseEmpty(incident, context);
  const sections = [
    summary(incident, context),
    movedSection(incident, context),
    ...(context.failure === null ? [] : [failureSection(context.failure, context.secrets)]),
    confirmationSection(incident, context),
    suspectsSection(incident.suspects, context.secrets),
    runsSection(incident, context),
    issueMarker(incident.id),
  ];
  const body = sections.join('\n\n');
  if (body.length > MAX_BODY_CHARACTERS) {
    throw new PlumblineError('INTERNAL', `the issue of ${incident.id} has ${body.length} characters`);
  }
  return { title: titleOf(incident, context), body };
}

function refuseEmpty(incident: Incident, context: IssueContext): void {
  const valued = incident.series.some(
    ({ value, confirmation }) => value !== null || (confirmation?.bad ?? null) !== null,
  );
  if (incident.series.length > 0 && (valued || context.failure !== null)) return;
  const what = incident.series.length === 0 ? 'no series' : 'no value and no failure';
  throw new PlumblineError('INTERNAL', `incident ${incident.id} has ${what}: there is nothing to put into an issue`);
}

/** Whose an incident is, in words. */
const CLASSES: Readonly<Record<IncidentClass, string>> = {
  software: 'software (something in the container other than data and method changed)',
  host: 'host side (the machine, not what runs on it)',
  'data-or-method': 'data or method (only the data set, the configuration or the benchmark’s own code changed)',
  noise: 'noise (fresh runs do not show it)',
  open: 'not known yet',
};

function summary(incident: Incident, context: IssueContext): string {
  const inBand = incident.series.every(({ basis }) => basis !== null && basis.rule !== 'band');
  const moved = inBand ? 'moved inside their expected band' : 'left their expected band';
  const what = context.failure === null ? moved : 'no longer give a valid result';
  const runs = `Plumbline's nightly runs of ${inline(incident.benchmark)} on ${inline(incident.platform)}`;
  return `${runs} ${what}. Class: ${CLASSES[classOf(incident)]}.`;
}

/** The failure, else the series with the strongest evidence; the others are counted. */
function titleOf(incident: Incident, context: IssueContext): string {
  const [lead, ...others] = [...incident.series].sort((one, other) => weight(other) - weight(one)) as [IncidentSeries];
  const what = context.failure === null ? moved(lead, context) : context.failure.outcome;
  const more = context.failure === null && others.length > 0 ? ` and ${others.length} more` : '';
  const subject = `${incident.benchmark} on ${incident.platform}`;
  return bounded(`${subject}: ${what}${more} since ${datesOf(incident, context)}`, context.secrets);
}

/** The day on which it moved, or the first and the last of the likely ones: never a point where there are several. */
function datesOf({ dates }: Incident, { night }: IssueContext): string {
  const [first, last] = [day(dates[0] ?? night.instant), day(dates.at(-1) ?? night.instant)];
  return first === last ? first : `${first} to ${last}`;
}

function moved(series: IncidentSeries, context: IssueContext): string {
  const text = changeOf(series, scaleOf(context, series.seriesId));
  if (text !== null) return `${series.metric} ${text}`;
  const { direction, metric } = series;
  const named = direction === 'below' || direction === 'above';
  return `${metric} ${named ? findingOf(series) : direction}`;
}

/** Order of the series in a title: confirmed ones first, by the evidence for them. */
function weight(series: IncidentSeries): number {
  const { confirmation } = series;
  return confirmation === null ? -1 : confirmation.evidence + (confirmation.decision === 'confirmed' ? 1e9 : 0);
}
