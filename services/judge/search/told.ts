import type { Incident } from '../../core/model/incident.ts';
import type { IssueAction } from '../../core/model/issue.ts';
import type { Search } from '../../core/model/search.ts';
import type { NewOutboxEntry } from '../../core/ports/store-incidents.ts';
import { attributedComment, type IssueContext, openIssue, updateIssue } from '../../core/reporting/issue.ts';
import { isReportable } from '../../core/reporting/reportable.ts';
import { judgedSeries } from '../conclusions.ts';
import { issueContext } from '../issue-context.ts';
import type { SearchDeps } from './deps.ts';

/** What an ended search says on GitHub: its incident's issue is brought up to date, and a comment says so. */
export async function toldOf(
  deps: SearchDeps,
  incident: Incident,
  search: Pick<Search, 'id'> | null,
): Promise<readonly NewOutboxEntry[]> {
  const begun = (await deps.store.outbox.entries(incident.id)).length > 0;
  if (!begun && !isReportable(incident)) return [];
  const context = await contextOf(deps, incident, search);
  if (context === null) return [];
  return begun
    ? [
        entryOf(deps, incident.id, updateIssue(incident, context)),
        entryOf(deps, incident.id, attributedComment(incident, context)),
      ]
    : [entryOf(deps, incident.id, openIssue(incident, context))];
}

/** What an issue tells beside the incident; null where its confirmation is not stored any more. */
export async function contextOf(
  deps: SearchDeps,
  incident: Incident,
  search: Pick<Search, 'id'> | null,
): Promise<IssueContext | null> {
  const { store } = deps;
  const experiment = incident.experimentId === null ? null : await store.experiments.get(incident.experimentId);
  if (experiment === null) return null;
  const runs = await store.experiments.runs(experiment.id);
  const context = await issueContext(deps, incident, experiment, runs, await judgedSeries(deps, experiment));
  return search === null ? context : { ...context, search: { steps: await store.searches.steps(search.id) } };
}

/** An entry of an incident's outbox that is written now. */
export function entryOf(
  { ids, clock }: Pick<SearchDeps, 'ids' | 'clock'>,
  incidentId: string,
  action: IssueAction,
): NewOutboxEntry {
  return { id: ids.next('out'), incidentId, action, createdAt: clock.now().toISOString() };
}
