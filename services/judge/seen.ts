import { OPEN_STATES } from '../core/judge/incident.ts';
import type { Notice } from '../core/judge/night.ts';
import type { Incident } from '../core/model/incident.ts';
import type { NewOutboxEntry } from '../core/ports/store-incidents.ts';
import { openIssue, relatedComment, updateIssue } from '../core/reporting/issue.ts';
import { isReportable } from '../core/reporting/reportable.ts';
import { judgedSeries } from './conclusions.ts';
import { instantOf, type JudgeDeps } from './deps.ts';
import { issueContext } from './issue-context.ts';

/** What is said of incidents that further nights confirmed, and who leads now where that changed. */
export interface Seen {
  readonly outbox: readonly NewOutboxEntry[];
  readonly incidents: ReadonlyMap<string, Incident>;
}

/**
 * Opens the issue of each incident that further nights confirmed. One that moved together with another is a comment on
 * that one's issue, where it has one or gets it tonight; else it leads by itself from now on.
 */
export async function tellSeen(deps: JudgeDeps, notices: readonly Notice[]): Promise<Seen> {
  const confirmed = notices.flatMap(({ kind, incident }) =>
    kind === 'confirmed' && isReportable(incident) ? [incident] : [],
  );
  const opened = new Set<string>();
  const outbox: NewOutboxEntry[] = [];
  const incidents = new Map<string, Incident>();
  // Leaders first: the comment of one that follows stands behind the issue that it is about.
  for (const incident of [...confirmed].sort(leadersFirst)) {
    const { leaderId } = incident;
    if (leaderId !== null && (opened.has(leaderId) || (await hasOpenIssue(deps, leaderId)))) {
      outbox.push(entry(deps, leaderId, relatedComment(incident)));
      continue;
    }
    const own = { ...incident, leaderId: null };
    if (leaderId !== null) incidents.set(own.id, own);
    const begun = (await deps.store.outbox.entries(own.id)).length > 0;
    const series = await judgedSeries(deps, { seriesIds: own.series.map(({ seriesId }) => seriesId) });
    const context = await issueContext(deps, own, null, [], series);
    outbox.push(entry(deps, own.id, begun ? updateIssue(own, context) : openIssue(own, context)));
    opened.add(own.id);
  }
  return { outbox, incidents };
}

const leadersFirst = (one: Incident, other: Incident): number =>
  Number(one.leaderId !== null) - Number(other.leaderId !== null);

async function hasOpenIssue({ store }: JudgeDeps, id: string): Promise<boolean> {
  const leader = await store.incidents.get(id);
  return leader !== null && OPEN_STATES.includes(leader.state) && (await store.outbox.entries(id)).length > 0;
}

function entry(deps: JudgeDeps, incidentId: string, action: NewOutboxEntry['action']): NewOutboxEntry {
  return { id: deps.ids.next('out'), incidentId, action, createdAt: instantOf(deps) };
}
