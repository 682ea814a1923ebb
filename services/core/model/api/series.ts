import { type Static, type TSchema, Type } from 'typebox';
import { closed, Instant } from '../base.ts';
import { Metric } from '../metric.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const SeriesView = Type.Object(
  {
    id: Type.String(),
    project: Type.String(),
    benchmark: Type.String(),
    methodVersion: Type.Integer(),
    platform: Type.String(),
    metric: Type.String(),
    definition: Metric,
  },
  closed,
);
export type SeriesView = Static<typeof SeriesView>;

const band = {
  kind: Type.Enum(['reference', 'declared', 'calibrated', 'learned']),
  low: Type.Number(),
  high: Type.Number(),
  centre: Type.Number(),
  deviation: Type.Number(),
  runs: Type.Integer(),
  reason: Type.String(),
};
/** The interval a verdict was made with. */
export const BandView = Type.Object(band, closed);
export type BandView = Static<typeof BandView>;
/** A band of a series' history. */
export const StoredBandView = Type.Object(
  {
    ...band,
    id: Type.String(),
    seriesId: Type.String(),
    madeAt: Instant,
    hosts: Type.Array(Type.String()),
    retired: Type.Boolean(),
  },
  closed,
);

export const VerdictKindView = Type.Enum(['in-band', 'below', 'above', 'changed', 'no-band', 'invalid']);
export type VerdictKindView = Static<typeof VerdictKindView>;

export const VerdictView = Type.Object(
  { kind: VerdictKindView, reason: Type.String(), band: orNull(BandView), suspicious: Type.Boolean() },
  closed,
);
export type VerdictView = Static<typeof VerdictView>;

/** A series' value of one night and what was thought of it. */
export const PointView = Type.Object(
  {
    nightId: Type.String(),
    at: Instant,
    value: orNull(Type.Number()),
    spread: Type.Number(),
    runs: Type.Integer(),
    planned: Type.Integer(),
    /** What each host gave, for metrics that are judged host by host. */
    hosts: Type.Array(Type.Object({ host: orNull(Type.String()), value: Type.Number(), runs: Type.Integer() }, closed)),
    /** A run behind it was disturbed: it enters no baseline. */
    tainted: Type.Boolean(),
    verdict: VerdictView,
  },
  closed,
);
export type PointView = Static<typeof PointView>;

/** A stretch of nights on one level or slope, in hindsight; numbers in the metric's unit. */
export const SegmentView = Type.Object(
  {
    from: Instant,
    to: Instant,
    points: Type.Integer({ minimum: 1 }),
    /** Fitted values at its ends; equal for a level. */
    first: Type.Number(),
    last: Type.Number(),
  },
  closed,
);
export type SegmentView = Static<typeof SegmentView>;

/** A change of the history, in hindsight. */
export const ChangeView = Type.Object(
  {
    /** First night after it, at the most likely date. */
    at: Instant,
    before: Type.Number(),
    after: Type.Number(),
    /** Relative for scale `positive` (0.03 = 3 %), else the difference. */
    effect: Type.Number(),
    kind: Type.Enum(['regression', 'improvement', 'change']),
    /** Chance of a jump this clear in noise alone. */
    pValue: Type.Number({ minimum: 0, maximum: 1 }),
    /** Nights that hold the first one after the change with 90 % probability. */
    dates: Type.Object(
      {
        /** Last night known to be before it: the change came after this one and at `to` at the latest. */
        after: Instant,
        from: Instant,
        to: Instant,
        nights: Type.Array(Instant, { minItems: 1 }),
      },
      closed,
    ),
  },
  closed,
);
export type ChangeView = Static<typeof ChangeView>;

export const SeriesDetail = Type.Object(
  {
    series: SeriesView,
    band: orNull(StoredBandView),
    bands: Type.Array(StoredBandView),
    /** Newest first. */
    points: Type.Array(PointView),
    /** The points above in pieces, oldest first, for charts; the nightly verdicts do not depend on it. */
    segments: Type.Array(SegmentView),
    changes: Type.Array(ChangeView),
  },
  closed,
);
export type SeriesDetail = Static<typeof SeriesDetail>;

/** One cell of the grid: a series with its newest verdict. */
export const SeriesStatus = Type.Object(
  {
    series: SeriesView,
    at: orNull(Instant),
    nightId: orNull(Type.String()),
    value: orNull(Type.Number()),
    verdict: orNull(VerdictView),
    /** Values of the newest nights, oldest first. */
    recent: Type.Array(orNull(Type.Number())),
  },
  closed,
);
export type SeriesStatus = Static<typeof SeriesStatus>;
