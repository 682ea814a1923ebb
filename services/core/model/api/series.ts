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
  { ...band, id: Type.String(), seriesId: Type.String(), madeAt: Instant, retired: Type.Boolean() },
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
    verdict: VerdictView,
  },
  closed,
);
export type PointView = Static<typeof PointView>;

export const SeriesDetail = Type.Object(
  {
    series: SeriesView,
    band: orNull(StoredBandView),
    bands: Type.Array(StoredBandView),
    /** Newest first. */
    points: Type.Array(PointView),
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
