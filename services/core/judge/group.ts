import { fingerprint } from '../model/identity.ts';
import type { FactorChange } from '../model/incident.ts';
import type { Night } from '../model/night.ts';
import type { Point, Series, StoredBand } from '../model/series.ts';
import type { NightRun } from '../ports/store-nights.ts';
import type { Run } from '../ports/store-runs.ts';
import type { FailureCount } from '../statistics/convergence/failure.ts';
import { bandBasis } from './basis.ts';
import { type ConvergenceMetric, hasConvergence } from './convergence-reference.ts';
import { readConvergence } from './convergence-run.ts';
import type { JudgedSeries } from './experiment-step.ts';
import type { Foreign } from './foreign.ts';
import { judgeConvergence } from './judge-convergence.ts';
import { type JudgedPoint, judgeSeries } from './judge-series.ts';
import { pointOf } from './point.ts';
import { changedSeeds, type SeedValues } from './repeat.ts';
import type { SettledNight } from './suspicion/settled.ts';
import { readMetric } from './validity.ts';

export type { JudgedPoint } from './judge-series.ts';

/** What a series' night is judged against beside its band. */
export interface GroupHistory {
  readonly before: readonly SettledNight[];
  readonly watchCreep: boolean;
  /** Earlier runs that did not converge; for metrics with reference convergence points. */
  readonly failures?: FailureCount;
}

const NO_FAILURES: FailureCount = { failed: 0, runs: 0 };
const NO_HISTORY: GroupHistory = { before: [], watchCreep: false };

/** One benchmark on one platform in one night. */
export interface NightGroup {
  readonly project: string;
  readonly benchmark: string;
  readonly methodVersion: number;
  readonly platform: string;
  /** All its planned runs, whatever became of them. */
  readonly runs: readonly NightRun[];
  readonly series: readonly JudgedSeries[];
  /** Settled nights of each of its series, by series id. */
  readonly history: ReadonlyMap<string, GroupHistory>;
  /** Its runs on the nights before, newest night first; see repeat.ts. */
  readonly earlier: readonly (readonly NightRun[])[];
  /** Where the last good environment comes from; null: none is known. */
  readonly lastGood: { readonly night: Night; readonly run: Run } | null;
  /** How the environment differs from the last good one; empty where none is known or nothing differs. */
  readonly suspects: readonly FactorChange[];
  /** Why nobody here can re-run it, with what only its own nights can say; absent: it can be. */
  readonly foreign?: Foreign | null;
}

/** Points and verdicts of every series of a group, with the verdicts' reasons and what is to be confirmed. */
export function judgeGroup(group: NightGroup, night: Pick<Night, 'id' | 'instant'>): readonly JudgedPoint[] {
  return group.series.map((judged) => {
    const { series, band } = judged;
    const metric = series.definition;
    const placed = group.runs.map((entry) => ({
      found: readMetric(resultOf(entry), metric),
      host: entry.run.host,
      tainted: entry.run.tainted.length > 0,
    }));
    const point = pointOf({ seriesId: series.id, nightId: night.id, at: night.instant }, metric, placed);
    const earlier = group.earlier.map((before) => seedValues(before, series));
    const changed = changedSeeds(seedValues(group.runs, series), earlier);
    const runs = placed.map(({ found }) => found);
    const before = group.history.get(series.id) ?? NO_HISTORY;
    if (hasConvergence(metric)) return convergenceOf(group, { ...series, definition: metric }, point, before);
    const found = judgeSeries({ series, band, point, runs, changedSeeds: changed, ...before });
    return withNewHosts(group, found, band);
  });
}

/** A run that did not converge is `failed` to everybody else, so the point has no value from it and counts it apart. */
function convergenceOf(
  { runs }: NightGroup,
  series: Series & { readonly definition: ConvergenceMetric },
  point: Point,
  { failures = NO_FAILURES }: GroupHistory,
): JudgedPoint {
  const found = runs.map((entry) => readConvergence(resultOf(entry), series.definition));
  const missed = found.filter(({ kind }) => kind === 'not-converged').length;
  return judgeConvergence({ series, point: { ...point, missed }, runs: found, history: failures });
}

/**
 * Speed on a host that is new to the series says nothing by itself. With the last good environment it teaches the host's
 * offset; with any other the last good one runs there first, beside it, before anything is said.
 */
function withNewHosts(
  { lastGood, runs, foreign }: NightGroup,
  judged: JudgedPoint,
  band: StoredBand | null,
): JudgedPoint {
  const { newHosts, suspicion, verdict } = judged;
  const pins = runs[0]?.run.pins;
  if (newHosts.length === 0 || suspicion !== null || lastGood === null || pins === undefined) return judged;
  // Nothing can be put beside it: the host's first nights teach its offset, whatever they ran.
  if (foreign) return judged;
  if (fingerprint(lastGood.run.pins) === fingerprint(pins)) return judged;
  const reason = `${verdict.reason}; ${newHosts.join(', ')} is new to it and the environment changed, so the last good one runs there first`;
  return {
    ...judged,
    verdict: { ...verdict, reason, suspicious: true },
    suspicion: {
      direction: 'changed',
      basis: bandBasis(band, judged.series.definition, null),
      dates: [judged.point.at],
    },
  };
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
