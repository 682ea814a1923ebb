import { type Static, type TSchema, Type } from 'typebox';
import { closed } from '../base.ts';
import { Direction, Scale } from '../metric.ts';
import { RunSummary } from './run.ts';
import { FactorChangeView } from './search.ts';
import { BandView } from './series.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One metric of two runs. */
export const MetricDifference = Type.Object(
  {
    metric: Type.String(),
    unit: Type.String(),
    scale: Scale,
    direction: Direction,
    /** Null: the run gave no value. */
    good: orNull(Type.Number()),
    bad: orNull(Type.Number()),
    /** Relative for `positive`, absolute otherwise; null where a side has no value. */
    change: orNull(Type.Number()),
    /** Smallest change that counts, as the manifest says it: a fraction for `positive`, else in the unit. */
    minEffect: Type.Number(),
    /** `same`: below the smallest effect. `missing`: a side has no value. `other`: neither way is better. */
    is: Type.Enum(['same', 'better', 'worse', 'other', 'missing']),
    /** Band of the series in force, with its width and origin; null: there is none, or it is another host's. */
    band: orNull(BandView),
    bandText: Type.String(),
    goodInBand: orNull(Type.Boolean()),
    badInBand: orNull(Type.Boolean()),
  },
  closed,
);
export type MetricDifference = Static<typeof MetricDifference>;

/** Two runs beside each other: what differs around them, and what they measured. */
export const CompareView = Type.Object(
  {
    good: RunSummary,
    bad: RunSummary,
    /** `observed`: what ran; `pins`: what was told to run, where a run recorded no environment. */
    source: Type.Enum(['observed', 'pins']),
    /** The difference by depth: what the author changes first, the machine last. */
    environment: Type.Array(
      Type.Object({ kind: Type.String(), title: Type.String(), changes: Type.Array(FactorChangeView) }, closed),
    ),
    metrics: Type.Array(MetricDifference),
    /** A metric got worse by more than its smallest effect, or the bad run failed where the good one did not. */
    worse: Type.Boolean(),
  },
  closed,
);
export type CompareView = Static<typeof CompareView>;

const RunId = Type.String({ minLength: 1, maxLength: 80 });
export const CompareQuery = Type.Object({ good: RunId, bad: RunId }, closed);
export type CompareQuery = Static<typeof CompareQuery>;
