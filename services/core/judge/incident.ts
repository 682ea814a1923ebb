import { PlumblineError } from '../errors.ts';
import type { Instant } from '../model/base.ts';
import type { Incident, IncidentEvent, IncidentState } from '../model/incident.ts';

/** Who may make a transition: the judge by itself, a person through the API, or both. */
export type TransitionBy = 'judge' | 'person' | 'both';

export interface Transition {
  readonly from: IncidentState;
  readonly to: IncidentState;
  readonly by: TransitionBy;
  readonly when: string;
}

/** Every transition there is. An incident begins as `suspected`. A step to the same state is news about it. */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'suspected', to: 'suspected', by: 'both', when: 'its experiment gave no answer, or a new one was started' },
  { from: 'suspected', to: 'confirmed', by: 'judge', when: 'fresh runs show the change' },
  { from: 'suspected', to: 'dismissed', by: 'both', when: 'fresh runs do not show it, or it was not seen again' },
  { from: 'suspected', to: 'accepted', by: 'person', when: 'somebody says that this is the new normal' },
  { from: 'confirmed', to: 'confirmed', by: 'judge', when: 'a further night was judged' },
  { from: 'confirmed', to: 'suspected', by: 'person', when: 'somebody asks for the experiment again' },
  { from: 'confirmed', to: 'attributed', by: 'judge', when: 'its cause is proven' },
  { from: 'confirmed', to: 'resolved', by: 'judge', when: 'three nights in a row were in the band' },
  { from: 'confirmed', to: 'dismissed', by: 'person', when: 'somebody says that it is noise or infrastructure' },
  { from: 'confirmed', to: 'accepted', by: 'person', when: 'somebody says that this is the new normal' },
  { from: 'attributed', to: 'attributed', by: 'judge', when: 'a further night was judged' },
  { from: 'attributed', to: 'suspected', by: 'person', when: 'somebody asks for the experiment again' },
  { from: 'attributed', to: 'resolved', by: 'judge', when: 'three nights in a row were in the band' },
  { from: 'attributed', to: 'dismissed', by: 'person', when: 'somebody says that it is noise or infrastructure' },
  { from: 'attributed', to: 'accepted', by: 'person', when: 'somebody says that this is the new normal' },
  { from: 'dismissed', to: 'suspected', by: 'person', when: 'somebody asks for the experiment again' },
  { from: 'resolved', to: 'suspected', by: 'judge', when: 'the same series move the same way within 14 days' },
];

/** States of an incident that still waits for something. */
export const OPEN_STATES: readonly IncidentState[] = ['suspected', 'confirmed', 'attributed'];

/** The judge's name in an incident's history; every other actor is a person. */
export const JUDGE = 'judge';

/** A changed incident with the event that says so; `from` is the state it must still be in. */
export interface IncidentChange {
  readonly incident: Incident;
  readonly from: IncidentState;
  readonly event: IncidentEvent;
}

/** What a transition may change beside the state. */
export type IncidentPatch = Partial<
  Pick<
    Incident,
    | 'side'
    | 'series'
    | 'suspects'
    | 'experimentId'
    | 'cleanNights'
    | 'goodNightId'
    | 'nightId'
    | 'dates'
    | 'leaderId'
    | 'searchId'
    | 'cause'
  >
>;

/** Moves an incident along the table. CONFLICT when the table has no such step for this actor. */
export function moveIncident(
  incident: Incident,
  to: IncidentState,
  { at, actor, reason }: { readonly at: Instant; readonly actor: string; readonly reason: string },
  patch: IncidentPatch = {},
): IncidentChange {
  const by = actor === JUDGE ? 'judge' : 'person';
  const known = TRANSITIONS.some(
    (step) => step.from === incident.state && step.to === to && (step.by === 'both' || step.by === by),
  );
  if (!known) {
    throw new PlumblineError('CONFLICT', `incident ${incident.id} is ${incident.state}: ${actor} cannot make it ${to}`);
  }
  return {
    incident: { ...incident, ...patch, state: to, updatedAt: at, reason },
    from: incident.state,
    event: { incidentId: incident.id, at, from: incident.state, to, actor, reason },
  };
}

/** The first event of a new incident. */
export function opened(incident: Incident): IncidentEvent {
  const { id, openedAt, state, reason } = incident;
  return { incidentId: id, at: openedAt, from: null, to: state, actor: JUDGE, reason };
}
