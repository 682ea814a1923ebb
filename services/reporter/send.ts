import { PlumblineError } from '../core/errors.ts';
import type { IssueRecord, OutboxEntry } from '../core/model/issue.ts';
import type { IssueTracker } from '../core/ports/tracker.ts';
import { commentMarker, ISSUE_LABEL, issueMarker } from '../core/reporting/marker.ts';

/**
 * Does what an entry says and returns the issue as it stands then. Every step may have been done before by a process that
 * died before it could note so: an issue is looked up by its marker before it is opened, a comment by its own before it is
 * written, and closing or changing twice is the same as once.
 *
 * @param known the issue of the incident as the store has it; null: none was noted yet.
 */
export async function send(
  tracker: IssueTracker,
  { id, incidentId, action }: OutboxEntry,
  known: IssueRecord | null,
): Promise<IssueRecord> {
  const own = known?.repository === tracker.repository ? known : null;
  const issue = own ?? (await tracker.find(issueMarker(incidentId), ISSUE_LABEL));
  if (action.kind === 'open') {
    return { ...(issue ?? (await tracker.create(action))), incidentId };
  }
  if (issue === null) {
    throw new PlumblineError(
      'CONFLICT',
      `incident ${incidentId} has no issue in ${tracker.repository} to ${action.kind}`,
    );
  }
  if (action.kind === 'update') {
    const { title, body } = action;
    return { ...(await tracker.update(issue.number, { title, body })), incidentId };
  }
  await tracker.comment(issue.number, action.body, commentMarker(id));
  if (action.kind === 'comment') return { ...issue, incidentId };
  return { ...(await tracker.update(issue.number, { state: 'closed' })), incidentId };
}
