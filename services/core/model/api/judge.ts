import { type Static, type TSchema, Type } from 'typebox';
import { closed } from '../base.ts';
import { Direction } from '../metric.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** 0-based row of the series in the input, gaps counted; in the order of time where the rows were sorted. */
const Row = Type.Integer({ minimum: 0 });
/** A number as it was given, an ISO day, or an ISO instant in UTC; null: the series has no times. */
const Time = Type.Union([Type.Number(), Type.String(), Type.Null()]);

const JudgedBand = Type.Object(
  {
    kind: Type.Enum(['declared', 'learned']),
    low: Type.Number(),
    high: Type.Number(),
    /** Null for a declared band. */
    centre: orNull(Type.Number()),
    /** Standard deviation of single points: of their logarithms for a level of a series of positive numbers. */
    deviation: orNull(Type.Number()),
    /** Points it was learned from, one less for a slope; 0 for a declared band. */
    runs: Type.Integer({ minimum: 0 }),
    reason: Type.String(),
  },
  closed,
);

/** What `plumbline judge --json` writes for each series, one object a line. */
export const JudgementDocument = Type.Object(
  {
    name: orNull(Type.String()),
    /** Rows with a value, and rows without. */
    points: Type.Integer({ minimum: 0 }),
    missing: Type.Integer({ minimum: 0 }),
    direction: Direction,
    /** `relative`: after / before − 1, where all values are positive; `absolute`: after − before. */
    effectKind: Type.Enum(['relative', 'absolute']),
    /** Whether the segments are levels or straight lines. */
    model: Type.Enum(['constant', 'linear']),
    /** Whether a regression is still present or the newest value lies outside its band. */
    finding: Type.Boolean(),
    changePoints: Type.Array(
      Type.Object(
        {
          /** First row after the change. */
          index: Row,
          time: Time,
          before: Type.Number(),
          after: Type.Number(),
          effect: Type.Number(),
          pValue: Type.Number({ minimum: 0, maximum: 1 }),
          /** Smallest set of rows that holds the true one with 90 % probability, and the times of its ends. */
          dates: Type.Array(Row, { minItems: 1 }),
          from: Time,
          to: Time,
          kind: Type.Enum(['regression', 'improvement', 'change']),
          /** Whether the newest level still lies on its side of half the change. */
          present: Type.Boolean(),
        },
        closed,
      ),
    ),
    /** What the next point is expected to be. */
    band: orNull(JudgedBand),
    noBandReason: orNull(Type.String()),
    /** One entry a row, each value held against the band of its segment. */
    verdicts: Type.Array(
      Type.Object(
        {
          index: Row,
          time: Time,
          value: orNull(Type.Number()),
          kind: Type.Enum(['in-band', 'below', 'above', 'no-band', 'missing']),
        },
        closed,
      ),
    ),
    segments: Type.Array(
      Type.Object(
        {
          from: Row,
          to: Row,
          points: Type.Integer({ minimum: 1 }),
          /** Fitted values at its ends; equal for a level. */
          first: Type.Number(),
          last: Type.Number(),
          band: orNull(JudgedBand),
        },
        closed,
      ),
    ),
    /** Standard deviation around the segments, and correlation of neighbouring points in it. */
    noise: orNull(
      Type.Object(
        { deviation: Type.Number({ minimum: 0 }), correlation: Type.Number({ minimum: 0, maximum: 1 }) },
        closed,
      ),
    ),
  },
  closed,
);
export type JudgementDocument = Static<typeof JudgementDocument>;
