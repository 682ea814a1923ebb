import type { FactorChange } from '../model/incident.ts';
import type { Night } from '../model/night.ts';
import type { Point, Series, Verdict } from '../model/series.ts';
import type { NightRun } from '../ports/store-nights.ts';
import type { Run } from '../ports/store-runs.ts';
import type { JudgedSeries } from './experiment-step.ts';
import { pointOf } from './point.ts';
import { changedSeeds, type SeedValues } from './repeat.ts';
import { readMetric } from './validity.ts';
import { verdictOf } from './verdict.ts';

/** One benchmark on one platform in one night. */
export interface NightGroup {
  readonly project: string;
  readonly benchmark: string;
  readonly methodVersion: number;
  readonly platform: string;
  /** All its planned runs, whatever became of them. */
  readonly runs: readonly NightRun[];
  readonly series: readonly JudgedSeries[];
  /** Its runs on the nights before, newest night first; see repeat.ts. */
  readonly earlier: readonly (readonly NightRun[])[];
  /** Where the last good environment comes from; null: none is known. */
  readonly lastGood: { readonly night: Night; readonly run: Run } | null;
  /** How the environment differs from the last good one; empty where none is known or nothing differs. */
  readonly suspects: readonly FactorChange[];
}

export interface JudgedPoint {
  readonly series: Series;
  readonly point: Point;
  readonly verdict: Verdict;
}

/** Points and verdicts of every series of a group, with the verdicts' reasons. */
export function judgeGroup(group: NightGroup, night: Pick<Night, 'id' | 'instant'>): readonly JudgedPoint[] {
  return group.series.map(({ series, band }) => {
    const metric = series.definition;
    const runs = group.runs.map((entry) => readMetric(resultOf(entry), metric));
    const point = pointOf({ seriesId: series.id, nightId: night.id, at: night.instant }, metric, runs);
    const earlier = group.earlier.map((before) => seedValues(before, series));
    const changed = changedSeeds(seedValues(group.runs, series), earlier);
    return { series, point, verdict: verdictOf({ point, metric, band, runs, changedSeeds: changed }) };
  });
}

/** What validity reads of a stored run; one that has not ended has no outcome. */
export function resultOf({ run, measurements }: NightRun) {
  return { outcome: run.outcome, detail: run.detail, measurements };
}

function seedValues(runs: readonly NightRun[], { definition }: Series): SeedValues {
  const values = new Map<number, number>();
  for (const entry of runs) {
    const found = readMetric(resultOf(entry), definition);
    if (found.kind === 'measured') values.set(entry.run.seed, found.value);
  }
  return values;
}
