import { type Static, type TSchema, Type } from 'typebox';
import { closed, Instant, Name } from '../base.ts';
import { ExperimentView } from './experiment.ts';
import { pageOf, pageQuery } from './page.ts';
import { ConclusionView, FactorChangeView, SearchDetail } from './search.ts';
import { BandView } from './series.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const IncidentStateView = Type.Enum([
  'suspected',
  'confirmed',
  'attributed',
  'resolved',
  'dismissed',
  'accepted',
]);
export type IncidentStateView = Static<typeof IncidentStateView>;

const Confirmation = Type.Object(
  {
    decision: Type.Enum(['confirmed', 'dismissed', 'undecided']),
    good: orNull(Type.Number()),
    bad: orNull(Type.Number()),
    effect: orNull(Type.Number()),
    interval: orNull(Type.Tuple([Type.Number(), Type.Number()])),
    pairs: Type.Integer(),
    median: Type.Optional(orNull(Type.Number())),
    evidence: Type.Number(),
  },
  closed,
);

const Sample = Type.Object({ count: Type.Integer(), mean: Type.Number(), squares: Type.Number() }, closed);
/** What a suspicion rests on, on the metric's working scale (logarithms for `positive`). */
const Basis = Type.Object(
  {
    rule: Type.Enum(['band', 'shift', 'creep']),
    centre: Type.Number(),
    offset: Type.Optional(Type.Number()),
    baseline: Sample,
    recent: Sample,
    nights: Type.Integer(),
    z: Type.Number(),
  },
  closed,
);

export const IncidentSeriesView = Type.Object(
  {
    seriesId: Type.String(),
    metric: Type.String(),
    unit: Type.String(),
    direction: Type.Enum(['below', 'above', 'invalid', 'changed']),
    value: orNull(Type.Number()),
    low: orNull(Type.Number()),
    high: orNull(Type.Number()),
    basis: Type.Optional(orNull(Basis)),
    confirmation: orNull(Confirmation),
  },
  closed,
);

export const IncidentView = Type.Object(
  {
    id: Type.String(),
    project: Type.String(),
    benchmark: Type.String(),
    platform: Type.String(),
    methodVersion: Type.Integer(),
    state: IncidentStateView,
    side: Type.Enum(['unknown', 'container', 'host', 'noise']),
    openedAt: Instant,
    updatedAt: Instant,
    nightId: Type.String(),
    goodNightId: orNull(Type.String()),
    /** Nights on which the change may have come, with 90 % probability, rising. */
    dates: Type.Array(Instant),
    /** Incident that moved together with this one and has the issue. */
    leaderId: orNull(Type.String()),
    class: Type.Enum(['software', 'host', 'data-or-method', 'noise', 'open']),
    series: Type.Array(IncidentSeriesView),
    suspects: Type.Array(FactorChangeView),
    experimentId: orNull(Type.String()),
    cleanNights: Type.Integer(),
    searchId: orNull(Type.String()),
    /** What the search for its cause found; null: none has ended. */
    cause: orNull(ConclusionView),
    reason: Type.String(),
  },
  closed,
);
export type IncidentView = Static<typeof IncidentView>;
export const IncidentPage = pageOf(IncidentView);
export type IncidentPage = Static<typeof IncidentPage>;

/** An incident with everything that led to its state. */
export const IncidentDetail = Type.Object(
  {
    incident: IncidentView,
    /** The bands that its series were judged by in the night that raised it, with why they are as wide as they are. */
    bands: Type.Array(
      Type.Object(
        {
          seriesId: Type.String(),
          band: BandView,
          /** Width and origin in a few words: `± 3.1 %, learned from 6 runs`. */
          description: Type.String(),
        },
        closed,
      ),
    ),
    events: Type.Array(
      Type.Object(
        {
          at: Instant,
          from: orNull(IncidentStateView),
          to: IncidentStateView,
          actor: Type.String(),
          reason: Type.String(),
        },
        closed,
      ),
    ),
    experiment: orNull(ExperimentView),
    /** The search for its cause with all its steps; null: none has begun. */
    search: orNull(SearchDetail),
    issue: orNull(
      Type.Object(
        {
          repository: Type.String(),
          number: Type.Integer(),
          url: Type.String(),
          state: Type.Enum(['open', 'closed']),
        },
        closed,
      ),
    ),
    /** What was or would be written to the issue, in order. */
    outbox: Type.Array(
      Type.Object(
        {
          sequence: Type.Integer(),
          kind: Type.Enum(['open', 'comment', 'update', 'close']),
          title: orNull(Type.String()),
          body: Type.String(),
          state: Type.Enum(['pending', 'sent', 'not-sent']),
          attempts: Type.Integer(),
          lastError: Type.String(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type IncidentDetail = Static<typeof IncidentDetail>;

/** Query of the list of incidents. `open`: only those that have not ended. */
export const IncidentQuery = Type.Object(
  {
    limit: pageQuery.limit,
    benchmark: Type.Optional(Name),
    platform: Type.Optional(Name),
    state: Type.Optional(IncidentStateView),
    open: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type IncidentQuery = Static<typeof IncidentQuery>;

/** What an operator can decide about an incident. */
export const IncidentAction = Type.Enum(['accept', 'dismiss', 'retry']);
export type IncidentAction = Static<typeof IncidentAction>;
/** Body of an incident action. */
export const IncidentDecision = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) },
  closed,
);
export type IncidentDecision = Static<typeof IncidentDecision>;
