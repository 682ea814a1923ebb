import { sameCause } from '../../core/attribution/same-cause.ts';
import { JUDGE, moveIncident } from '../../core/judge/incident.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { Conclusion } from '../../core/model/search.ts';
import { mergedCloseComment, mergedComment } from '../../core/reporting/issue.ts';
import type { SearchDeps } from './deps.ts';
import { INCIDENTS_MAX } from './start.ts';
import { contextOf, entryOf } from './told.ts';

/** The open incident with the same proven cause that has an issue already and speaks for both; null: there is none. */
export async function sameCauseLeader(
  deps: SearchDeps,
  incident: Incident,
  cause: Conclusion,
): Promise<Incident | null> {
  const { store, config } = deps;
  const attributed = await store.incidents.list({ project: config.project, states: ['attributed'] }, INCIDENTS_MAX);
  for (const other of attributed)
    if (
      other.id !== incident.id &&
      other.leaderId === null &&
      sameCause(other.cause, cause, other.benchmark === incident.benchmark) &&
      (await hasIssue(deps, other))
    )
      return other;
  return null;
}

/**
 * Lets an incident follow the one that has the same cause: its own issue, where it has one that is open, is closed and
 * names the other, and the other's issue says so. All of it in one transaction.
 */
export async function mergeInto(
  deps: SearchDeps,
  incident: Incident,
  leader: Incident,
  cause: Conclusion,
): Promise<boolean> {
  const { store, clock, config, log } = deps;
  const reason = `${cause.reason}; the same cause as ${leader.id}, whose issue speaks for both`;
  const by = { at: clock.now().toISOString(), actor: JUDGE, reason };
  const { incident: merged, from, event } = moveIncident(incident, 'attributed', by, { cause, leaderId: leader.id });
  const context = await contextOf(deps, merged, null);
  const comment = mergedComment(merged, context ?? { metrics: new Map(), secrets: config.secrets ?? [] });
  const issue = await store.outbox.issue(leader.id);
  const close = mergedCloseComment(merged, leader, issue, config.secrets);
  const own = (await hasIssue(deps, incident)) ? [entryOf(deps, incident.id, close)] : [];
  const done = await store.incidents.change(merged, from, event, [...own, entryOf(deps, leader.id, comment)]);
  if (done) log.info('incident follows another with the same cause', { incident: incident.id, leader: leader.id });
  return done;
}

/** Whether something of an incident was said on GitHub, or waits to be, that is not closed. */
async function hasIssue({ store }: SearchDeps, { id }: Incident): Promise<boolean> {
  const last = (await store.outbox.entries(id)).at(-1);
  return last !== undefined && last.action.kind !== 'close';
}
