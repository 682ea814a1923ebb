import { type Static, Type } from 'typebox';
import { closed, Instant } from '../base.ts';
import { Measurement } from '../run.ts';
import { pageOf } from './page.ts';
import { RunSummary } from './run.ts';
import { PointView, SeriesView } from './series.ts';

export const NightView = Type.Object(
  {
    id: Type.String(),
    project: Type.String(),
    schedule: Type.String(),
    instant: Instant,
    plannedAt: Instant,
    deadline: Instant,
    state: Type.Enum(['open', 'closed', 'judged', 'skipped']),
    note: Type.String(),
  },
  closed,
);
export type NightView = Static<typeof NightView>;
export const NightPage = pageOf(NightView);
export type NightPage = Static<typeof NightPage>;

/** A night with its runs, what they measured and what was thought of it. */
export const NightDetail = Type.Object(
  {
    night: NightView,
    runs: Type.Array(Type.Object({ run: RunSummary, measurements: Type.Array(Measurement) }, closed)),
    /** What was thought of it, by benchmark, platform and metric; empty until it is judged. */
    points: Type.Array(Type.Object({ series: SeriesView, point: PointView }, closed)),
  },
  closed,
);
export type NightDetail = Static<typeof NightDetail>;

/** Body of `POST /nights`. */
export const PlanNight = Type.Object(
  { dryRun: Type.Optional(Type.Boolean({ description: 'Only says what would be planned' })) },
  closed,
);
export type PlanNight = Static<typeof PlanNight>;

/** What a plan holds. `planned` is false for a dry run, and when that night was planned before. */
export const NightPlan = Type.Object(
  {
    night: NightView,
    planned: Type.Boolean(),
    runs: Type.Array(
      Type.Object(
        { id: Type.String(), benchmark: Type.String(), platform: Type.String(), seed: Type.Integer() },
        closed,
      ),
    ),
    /** What could not be planned and why, for people. */
    problems: Type.Array(
      Type.Object({ benchmark: Type.String(), platform: Type.String(), reason: Type.String() }, closed),
    ),
  },
  closed,
);
export type NightPlan = Static<typeof NightPlan>;
