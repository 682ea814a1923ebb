import { PlumblineError } from '../errors.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Incident } from '../model/incident.ts';
import type { OutboxEntry } from '../model/issue.ts';
import { isRestorable, type Pins } from '../model/pins.ts';
import type { Ids } from '../ports/base.ts';
import type { NewOutboxEntry } from '../ports/store-incidents.ts';
import { closeComment } from '../reporting/comment.ts';
import { type IncidentChange, moveIncident } from './incident.ts';

/** What is known when somebody decides about an incident. */
export interface DecisionFacts {
  readonly incident: Incident;
  readonly experiment: Experiment | null;
  /** Pins of the suspicious night and of the last good one; null where no run of it is known. */
  readonly bad: Pins | null;
  readonly good: Pins | null;
  readonly outbox: readonly OutboxEntry[];
}

export interface Decider {
  readonly actor: string;
  readonly reason: string | undefined;
  readonly now: Date;
  readonly ids: Ids;
  /** Upper bound on pairs of an experiment that is started again. */
  readonly maxPairs: number;
}

/** Everything a decision changes; the incident's change decides whether the rest is done. */
export interface Decision {
  readonly change: IncidentChange;
  readonly experiment: Experiment | null;
  readonly outbox: readonly NewOutboxEntry[];
}

/**
 * `accept`: the new normal; the judge moves the bands there. `dismiss`: noise or infrastructure. `retry`: the same two
 * environments again with fresh seeds. CONFLICT when the incident's state does not allow it.
 */
export function decideIncident(
  action: 'accept' | 'dismiss' | 'retry',
  facts: DecisionFacts,
  decider: Decider,
): Decision {
  if (action === 'retry') return retry(facts, decider);
  const at = decider.now.toISOString();
  const reason = decider.reason ?? (action === 'accept' ? 'accepted as the new normal' : 'dismissed by a person');
  const to = action === 'accept' ? 'accepted' : 'dismissed';
  const change = moveIncident(facts.incident, to, { at, actor: decider.actor, reason });
  const reported = facts.outbox.length > 0 && facts.outbox.at(-1)?.action.kind !== 'close';
  const outbox = reported
    ? [
        {
          id: decider.ids.next('out'),
          incidentId: facts.incident.id,
          action: closeComment(change.incident, { nights: [] }),
          createdAt: at,
        },
      ]
    : [];
  return { change, experiment: null, outbox };
}

function retry(facts: DecisionFacts, { actor, reason, now, ids, maxPairs }: Decider): Decision {
  const { incident, experiment: before, bad } = facts;
  if (before && (before.state === 'queued' || before.state === 'running'))
    throw new PlumblineError('CONFLICT', `experiment ${before.id} of incident ${incident.id} is still ${before.state}`);
  if (bad === null)
    throw new PlumblineError(
      'CONFLICT',
      `no run of night ${incident.nightId} is left to repeat for incident ${incident.id}`,
    );
  if (!isRestorable(bad))
    throw new PlumblineError(
      'CONFLICT',
      `another system ran incident ${incident.id}, and no image of it is pinned here: Plumbline cannot run it again`,
    );
  const at = now.toISOString();
  const experiment: Experiment = {
    id: ids.next('exp'),
    project: incident.project,
    incidentId: incident.id,
    benchmark: incident.benchmark,
    platform: incident.platform,
    state: 'queued',
    createdAt: at,
    good: facts.good ?? bad,
    bad,
    seriesIds: incident.series.map((entry) => entry.seriesId),
    maxPairs,
    candidates: incident.series.length,
    continues: null,
    seeds: Array.from({ length: maxPairs }, () => ids.seed()),
    reason: '',
    host: null,
    trial: null,
  };
  const why = reason ?? 'the experiment was asked for again';
  const series = incident.series.map((entry) => ({ ...entry, confirmation: null }));
  const patch = {
    experimentId: experiment.id,
    series,
    cleanNights: 0,
    side: 'unknown',
    searchId: null,
    cause: null,
  } as const;
  return {
    change: moveIncident(incident, 'suspected', { at, actor, reason: why }, patch),
    experiment,
    outbox: [],
  };
}
