import type { Instant } from '../model/base.ts';
import type { Experiment, ExperimentRun } from '../model/experiment.ts';
import type { Incident, IncidentEvent, IncidentState } from '../model/incident.ts';
import type { IssueAction, IssueRecord, OutboxEntry } from '../model/issue.ts';

export interface NewOutboxEntry {
  readonly id: string;
  readonly incidentId: string;
  readonly action: IssueAction;
  readonly createdAt: Instant;
}

export interface IncidentStore {
  get(id: string): Promise<Incident | null>;
  /** Newest first. */
  list(
    filter: {
      project?: string;
      benchmark?: string;
      platform?: string;
      nightId?: string;
      leaderId?: string;
      states?: readonly IncidentState[];
    },
    limit: number,
  ): Promise<readonly Incident[]>;
  /**
   * Replaces an incident that is still in `from`, writes the event and the outbox entries in the same transaction.
   * False when it was in another state meanwhile.
   */
  change(
    incident: Incident,
    from: IncidentState,
    event: IncidentEvent,
    outbox: readonly NewOutboxEntry[],
  ): Promise<boolean>;
  events(id: string): Promise<readonly IncidentEvent[]>;
}

export interface ExperimentStore {
  create(experiment: Experiment): Promise<void>;
  get(id: string): Promise<Experiment | null>;
  /** Oldest first. */
  ofIncident(incidentId: string): Promise<readonly Experiment[]>;
  /** Runs that ended, in the order they were started; with those of the experiments that it carries on. */
  runs(id: string): Promise<readonly ExperimentRun[]>;
  /** Ends an experiment under its lease and gives the lease back; LEASE_LOST when the fence is not current. */
  end(id: string, fence: string, reason: string, now: Instant): Promise<void>;
  /**
   * Stops an experiment: one that waits is cancelled at once (true); of one that is under way the run is asked to stop, and
   * its worker ends it when it asks for the next (false). False too when it had ended.
   */
  cancel(id: string, now: Instant): Promise<boolean>;
  /** Ended experiments whose incident still waits for the answer; trials of a search are answered by it. */
  unanswered(limit: number): Promise<readonly Experiment[]>;
}

export interface OutboxStore {
  /** Entries that may be sent now, oldest first, and only the first unsent one of each incident. */
  due(now: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  /** Marks an entry sent and stores the issue as it stands, in one transaction. */
  sent(entryId: string, issue: IssueRecord): Promise<void>;
  failed(entryId: string, error: string, notBefore: Instant): Promise<void>;
  /** Counts by state; `notSent` are entries that wait because no repository and token are configured. */
  counts(): Promise<{ readonly pending: number; readonly sent: number; readonly notSent: number }>;
  markNotSent(entryIds: readonly string[]): Promise<void>;
  /** Entries of one incident in order, for people to read what would be sent. */
  entries(incidentId: string): Promise<readonly OutboxEntry[]>;
  issue(incidentId: string): Promise<IssueRecord | null>;
}
