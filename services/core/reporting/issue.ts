import { provenFactors } from '../attribution/proven.ts';
import { PlumblineError } from '../errors.ts';
import { classOf, type IncidentClass } from '../judge/incident-class.ts';
import type { Incident, IncidentSeries } from '../model/incident.ts';
import type { IssueAction } from '../model/issue.ts';
import { causeEffect, causeName } from './cause.ts';
import { causeSection } from './cause-section.ts';
import { causeMetric, type IssueContext, scaleOf } from './context.ts';
import { factorChange, listed } from './factor-wording.ts';
import { ISSUE_LABEL, issueMarker } from './marker.ts';
import { plainQuote } from './piece.ts';
import { confirmationSection, failureSection, movedSection, runsSection } from './sections.ts';
import { suspectsSection } from './suspects.ts';
import { title as bounded, inline, MAX_BODY_CHARACTERS } from './text.ts';
import { changeOf, day, findingOf } from './wording.ts';

export { attributedComment, mergedCloseComment, mergedComment } from './cause-comment.ts';
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
  const cause = causeSection(incident, context);
  const sections = [
    summary(incident, context),
    ...(cause === null ? [] : [cause]),
    movedSection(incident, context),
    ...(context.failure === null ? [] : [failureSection(context.failure, context.secrets)]),
    confirmationSection(incident, context),
    suspectsSection(incident, context.search?.steps ?? [], context.secrets),
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

/** The same where a search proved it: what else changed is out of the question then. */
const PROVEN: Readonly<Partial<Record<IncidentClass, string>>> = {
  software: 'software (something in the container other than data and method is the cause)',
  'data-or-method': 'data or method (the data set, the configuration or the benchmark’s own code is the cause)',
};

function summary(incident: Incident, context: IssueContext): string {
  const inBand = incident.series.every(({ basis }) => basis !== null && basis.rule !== 'band');
  const moved = inBand ? 'moved inside their expected band' : 'left their expected band';
  const what = context.failure === null ? moved : 'no longer give a valid result';
  const whom = context.pushed === true ? 'Results that were handed in' : "Plumbline's nightly runs";
  const runs = `${whom} of ${inline(incident.benchmark)} on ${inline(incident.platform)}`;
  const whose = classOf(incident);
  const proven = provenFactors(incident.cause).length > 0 ? PROVEN[whose] : undefined;
  return `${runs} ${what}. Class: ${proven ?? CLASSES[whose]}.`;
}

/**
 * The failure, else the series that the cause was found by or that has the strongest evidence; the others are counted. Then
 * the cause, or the dates while none is proven.
 */
function titleOf(incident: Incident, context: IssueContext): string {
  const followed = incident.cause?.metric ?? null;
  const rank = (series: IncidentSeries) => (series.metric === followed ? Number.MAX_VALUE : weight(series));
  const [lead, ...others] = [...incident.series].sort((one, other) => rank(other) - rank(one)) as [IncidentSeries];
  const what = context.failure === null ? (proven(incident, context) ?? moved(lead, context)) : context.failure.outcome;
  const more = context.failure === null && others.length > 0 ? ` and ${others.length} more` : '';
  const subject = `${incident.benchmark} on ${incident.platform}`;
  return bounded(`${subject}: ${what}${more} since ${sinceOf(incident, context)}`, context.secrets);
}

/** What the cause did, where it is proven, and its size and its metric are known. */
function proven(incident: Incident, context: IssueContext): string | null {
  const { cause } = incident;
  const metric = causeMetric(incident, context);
  if (cause === null || cause.effect === null || metric === null || provenFactors(cause).length === 0) return null;
  return causeEffect(cause, metric, plainQuote(context.secrets));
}

/** The proven cause; else the dates, with what changed on the host where that is its side. */
function sinceOf(incident: Incident, context: IssueContext): string {
  const { cause } = incident;
  const quote = plainQuote(context.secrets);
  const name = cause === null ? null : causeName(cause, quote);
  if (name !== null) return name;
  const dates = datesOf(incident, context);
  if (cause?.outcome !== 'host' || cause.factors.length === 0) return dates;
  return `${dates}, host side: ${listed(cause.factors.map((factor) => factorChange(factor, quote)))}`;
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
