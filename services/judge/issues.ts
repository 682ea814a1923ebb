import type { JudgedSeries } from '../core/judge/experiment-step.ts';
import { JUDGE, moveIncident, OPEN_STATES } from '../core/judge/incident.ts';
import type { Experiment, ExperimentRun } from '../core/model/experiment.ts';
import type { Incident } from '../core/model/incident.ts';
import type { IssueAction } from '../core/model/issue.ts';
import type { NewOutboxEntry } from '../core/ports/store-incidents.ts';
import { closeComment, openIssue, relatedComment, updateIssue } from '../core/reporting/issue.ts';
import { isReportable } from '../core/reporting/reportable.ts';
import { instantOf, type JudgeDeps } from './deps.ts';
import { issueContext } from './issue-context.ts';

/** An answered incident, with who leads it now, and what is said about it. */
export interface Told {
  readonly incident: Incident;
  readonly outbox: readonly NewOutboxEntry[];
}

/**
 * What an answer says on GitHub: the issue is opened when an incident is confirmed, and brought up to date or closed when
 * a repeated experiment answers. One that moved together with another is a comment on the leader's issue; where that has
 * none yet, it opens its own and leads from then on (see `takeLead`).
 */
export async function tellAnswer(
  deps: JudgeDeps,
  incident: Incident,
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  series: readonly JudgedSeries[],
): Promise<Told> {
  const { store, ids } = deps;
  const entry = (incidentId: string, action: IssueAction): NewOutboxEntry => {
    return { id: ids.next('out'), incidentId, action, createdAt: instantOf(deps) };
  };
  const leader = incident.leaderId === null ? null : await store.incidents.get(incident.leaderId);
  const led = leader !== null && OPEN_STATES.includes(leader.state) && (await hasIssue(deps, leader.id));
  if (leader !== null && led) {
    const said = incident.state === 'confirmed' && isReportable(incident);
    return { incident, outbox: said ? [entry(leader.id, relatedComment(incident))] : [] };
  }
  const own = incident.state === 'confirmed' ? { ...incident, leaderId: null } : incident;
  const begun = await hasIssue(deps, incident.id);
  if (own.state === 'dismissed') {
    return { incident: own, outbox: begun ? [entry(own.id, closeComment(own, { nights: [] }))] : [] };
  }
  if (own.state !== 'confirmed' || !(begun || isReportable(own))) return { incident: own, outbox: [] };
  const context = await issueContext(deps, own, experiment, runs, series);
  return { incident: own, outbox: [entry(own.id, begun ? updateIssue(own, context) : openIssue(own, context))] };
}

/** Whoever was to lead and has no answer yet follows the one that was confirmed first, so that one issue speaks for both. */
export async function takeLead(deps: JudgeDeps, now: Incident, before: Incident): Promise<void> {
  const { store } = deps;
  if (now.state !== 'confirmed' || before.leaderId === null || now.leaderId !== null) return;
  const leader = await store.incidents.get(before.leaderId);
  if (leader?.state !== 'suspected') return;
  const at = instantOf(deps);
  const reason = `it moved together with ${now.id}, which was confirmed first: ${leader.reason}`;
  const change = moveIncident(leader, 'suspected', { at, actor: JUDGE, reason }, { leaderId: now.id });
  await store.incidents.change(change.incident, change.from, change.event, []);
}

async function hasIssue({ store }: Pick<JudgeDeps, 'store'>, incidentId: string): Promise<boolean> {
  return (await store.outbox.entries(incidentId)).length > 0;
}
