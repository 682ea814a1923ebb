import { type Static, type TSchema, Type } from 'typebox';
import { closed, Instant, Name } from '../base.ts';
import { SeriesView } from './series.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Share = Type.Number({ minimum: 0, maximum: 1 });

/** How the judging did over a window; shares are 0..1, null where there is nothing to divide by. */
export const HealthFiguresView = Type.Object(
  {
    suspicions: Count,
    /** Real: confirmed by fresh runs or accepted by a person. */
    confirmed: Count,
    /** Not real: fresh runs do not show it, or a person said so. */
    dismissed: Count,
    open: Count,
    /** Share of the answered suspicions that were not real, with its exact 95 % interval. */
    falseAlarms: orNull(Type.Object({ share: Share, low: Share, high: Share }, closed)),
    /** Confirmed changes for the worse and for the better, and confirmed failures of runs. */
    worse: Count,
    better: Count,
    failed: Count,
    /** Chance of changes this one-sided if both ways were as likely; below 0.01 is an alarm. */
    oneSidedP: Share,
    /** Runs that were started, and those of them that confirmed something. */
    runs: Count,
    reruns: Count,
    rerunsPerSuspicion: orNull(Type.Number({ minimum: 0 })),
    rerunShare: orNull(Type.Number({ minimum: 0 })),
    /** What somebody should look into. */
    alarms: Type.Array(Type.String()),
  },
  closed,
);
export type HealthFiguresView = Static<typeof HealthFiguresView>;

/** Noise of a series today, and the shifts that it leaves visible. */
export const SpreadView = Type.Object(
  {
    profile: Type.Object(
      {
        kind: Type.Enum(['short', 'flat', 'modal', 'correlated', 'outliers', 'skewed', 'ok']),
        nights: Count,
        correlation: Type.Number(),
        outliers: Share,
        skewness: Type.Number(),
        unexplained: Type.Number(),
      },
      closed,
    ),
    /** Deviation of single nights: relative for scale `positive` (0.03 = 3 %), else in the metric's unit. */
    deviation: Type.Number({ minimum: 0 }),
    /** Nights on the newest level. */
    baseline: Count,
    /** Smallest shift that is found with 80 % probability within so many nights; empty while the series is learning. */
    detectable: Type.Array(
      Type.Object({ nights: Count, sigmas: Type.Number(), effect: Type.Number(), atMinEffect: Type.Boolean() }, closed),
    ),
  },
  closed,
);
export type SpreadView = Static<typeof SpreadView>;

export const SeriesHealth = Type.Object(
  { series: SeriesView, figures: HealthFiguresView, spread: orNull(SpreadView) },
  closed,
);
export type SeriesHealth = Static<typeof SeriesHealth>;

/** Health of the judging: of the whole project, and of each series. */
export const JudgeHealth = Type.Object(
  {
    project: Type.String(),
    from: Instant,
    to: Instant,
    /** Each incident is one suspicion here; a run that asks about several series counts once. */
    figures: HealthFiguresView,
    /** By benchmark, platform and metric; each series of an incident is a suspicion of its own. */
    series: Type.Array(SeriesHealth),
    /** Series that are left out because there are too many for one answer. */
    more: Count,
  },
  closed,
);
export type JudgeHealth = Static<typeof JudgeHealth>;

/** Days that are looked back when nobody says otherwise, and at most. */
export const HEALTH_DAYS_DEFAULT = 90;
export const HEALTH_DAYS_MAX = 1_100;

export const HealthQuery = Type.Object(
  {
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: HEALTH_DAYS_MAX, default: HEALTH_DAYS_DEFAULT })),
    benchmark: Type.Optional(Name),
    platform: Type.Optional(Name),
  },
  closed,
);
export type HealthQuery = Static<typeof HealthQuery>;
