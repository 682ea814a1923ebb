import { type Static, type TSchema, Type } from 'typebox';
import { closed, Instant, Name, Scalar } from '../base.ts';
import { Scale } from '../metric.ts';
import { SideRequest } from '../search.ts';
import { ExperimentView } from './experiment.ts';
import { pageOf, pageQuery } from './page.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Interval = orNull(Type.Tuple([Type.Number(), Type.Number()]));

export const FactorChangeView = Type.Object({ factor: Type.String(), from: Type.String(), to: Type.String() }, closed);
const Changes = Type.Array(FactorChangeView);
const BetweenKindView = Type.Enum(['versions', 'commits', 'digests']);

/** Where a side came from; of a lock file only its size is shown. */
const SideView = Type.Union([
  Type.Object({ kind: Type.Literal('run'), run: Type.String() }, closed),
  Type.Object({ kind: Type.Literal('set'), set: Type.Record(Type.String(), Scalar) }, closed),
  Type.Object({ kind: Type.Literal('lock'), characters: Type.Integer() }, closed),
  Type.Object({ kind: Type.Literal('image'), reference: Type.String() }, closed),
]);
export type SideView = Static<typeof SideView>;

/** The end of a search, as core/model/search.ts describes it. */
export const ConclusionView = Type.Object(
  {
    outcome: Type.Enum(['found', 'several', 'not-reproducible', 'host', 'blocked']),
    factors: Changes,
    relation: orNull(Type.Enum(['together', 'each'])),
    group: Type.Boolean(),
    first: orNull(
      Type.Object(
        {
          what: BetweenKindView,
          lastGood: Type.String(),
          firstBad: Type.String(),
          skipped: Type.Array(Type.String()),
        },
        closed,
      ),
    ),
    /** Steps that prove it: all new with the cause old, and all old with the cause new. */
    necessity: orNull(Type.Integer()),
    sufficiency: orNull(Type.Integer()),
    /** Candidates that are left where it is blocked. */
    left: Changes,
    /** Differences that come with the cause and were not tried by themselves: no proof. */
    suspects: Changes,
    metric: orNull(Type.String()),
    effect: orNull(Type.Number()),
    interval: Interval,
    evidence: Type.Number(),
    pairs: Type.Integer(),
    decisions: Type.Integer(),
    betweenDecisions: Type.Integer(),
    runs: Type.Integer(),
    refused: Type.Array(Type.String()),
    reason: Type.String(),
  },
  closed,
);
export type ConclusionView = Static<typeof ConclusionView>;

export const SearchStateView = Type.Enum(['queued', 'preparing', 'running', 'ended', 'cancelled']);
export type SearchStateView = Static<typeof SearchStateView>;

/** A search for the change that did it. */
export const SearchView = Type.Object(
  {
    id: Type.String(),
    project: Type.String(),
    /** Null: somebody asked by hand. */
    incidentId: orNull(Type.String()),
    actor: Type.String(),
    benchmark: Type.String(),
    platform: Type.String(),
    state: SearchStateView,
    createdAt: Instant,
    updatedAt: Instant,
    sides: Type.Object({ good: SideView, bad: SideView }, closed),
    metric: orNull(Type.String()),
    /** Differences among which the cause is searched; empty until both sides are prepared. */
    changes: Changes,
    host: orNull(Type.String()),
    budget: Type.Object({ maxRuns: Type.Integer(), maxMinutes: Type.Number(), maxPairs: Type.Integer() }, closed),
    /** What it will cost at most; null until both sides are prepared. */
    bound: orNull(
      Type.Object(
        { changes: Type.Integer(), decisions: Type.Integer(), runs: Type.Integer(), minutes: Type.Number() },
        closed,
      ),
    ),
    conclusion: orNull(ConclusionView),
    reason: Type.String(),
  },
  closed,
);
export type SearchView = Static<typeof SearchView>;
export const SearchPage = pageOf(SearchView);
export type SearchPage = Static<typeof SearchPage>;

const Ask = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('trial'),
      stage: Type.Enum(['split', 'search', 'necessity', 'sufficiency', 'between', 'host']),
      mixture: Type.Object(
        {
          /** Factors that are the bad side's; all else is the good side's. */
          taken: Type.Array(Type.String()),
          versions: Type.Optional(Type.Record(Type.String(), Type.String())),
          commit: Type.Optional(Type.String()),
          image: Type.Optional(Type.String()),
        },
        closed,
      ),
      text: Type.String(),
      /** Step that this one was derived from; null: the first. */
      parent: orNull(Type.Integer()),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('between'), what: BetweenKindView, factors: Changes }, closed),
]);

const Answer = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('trial'),
      verdict: Type.Enum(['good', 'bad', 'unresolved']),
      unresolved: orNull(Type.Enum(['refused', 'broken', 'undecided', 'lost'])),
      reason: Type.String(),
      reference: orNull(Type.Number()),
      value: orNull(Type.Number()),
      effect: orNull(Type.Number()),
      interval: Interval,
      share: orNull(Type.Number()),
      evidence: Type.Number(),
      pairs: Type.Integer(),
      runs: Type.Integer(),
      host: orNull(Type.String()),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('between'), items: Type.Array(Type.String()) }, closed),
]);

/** What one step asked and what came of it. */
export const SearchStepView = Type.Object(
  {
    at: Type.Integer(),
    ask: Ask,
    /** Null: under way. */
    answer: orNull(Answer),
    createdAt: Instant,
    experiment: orNull(ExperimentView),
  },
  closed,
);
export type SearchStepView = Static<typeof SearchStepView>;

/** A search with its steps, in their order; `parent` of each makes them a tree. */
export const SearchDetail = Type.Object(
  {
    search: SearchView,
    /** Unit and scale of what was measured: `positive` metrics change by a fraction, others in their unit. */
    metrics: Type.Array(Type.Object({ name: Type.String(), unit: Type.String(), scale: Scale }, closed)),
    steps: Type.Array(SearchStepView),
  },
  closed,
);
export type SearchDetail = Static<typeof SearchDetail>;

/** Query of the list of searches. `open`: only those that have not ended. */
export const SearchQuery = Type.Object({ limit: pageQuery.limit, open: Type.Optional(Type.Boolean()) }, closed);
export type SearchQuery = Static<typeof SearchQuery>;

/** Body of `POST /searches`. Benchmark and platform come from the runs where both sides are runs. */
export const SearchRequest = Type.Object(
  {
    benchmark: Type.Optional(Name),
    platform: Type.Optional(Name),
    metric: Type.Optional(Name),
    good: SideRequest,
    bad: SideRequest,
    maxRuns: Type.Optional(Type.Integer()),
    maxMinutes: Type.Optional(Type.Number()),
    maxPairs: Type.Optional(Type.Integer()),
  },
  closed,
);
export type SearchRequest = Static<typeof SearchRequest>;
