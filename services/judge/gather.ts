import type { JudgedSeries } from '../core/judge/experiment-step.ts';
import { goodBefore } from '../core/judge/good-before.ts';
import { judgeGroup, type NightGroup } from '../core/judge/group.ts';
import { REPEAT_NIGHTS } from '../core/judge/thresholds.ts';
import type { Instant } from '../core/model/base.ts';
import type { Night } from '../core/model/night.ts';
import type { NightRun } from '../core/ports/store-nights.ts';
import { ensureDeclaredBands } from './declared.ts';
import type { JudgeDeps } from './deps.ts';
import { environmentDifference } from './environment.ts';
import { foreignOf } from './foreign.ts';
import { historiesOf, withLearnedBands } from './histories.ts';

/**
 * Everything that a night's judgement needs, by benchmark and platform. The last good environment and the difference from
 * it are looked up only where something is suspicious, or ran on a host that is new to it.
 *
 * @param back judged nights of the same schedule before it, newest first.
 */
export async function gatherGroups(deps: JudgeDeps, night: Night, back: readonly Night[]): Promise<NightGroup[]> {
  const { store } = deps;
  const groups = groupRuns(await store.nights.runs(night.id));
  const before: Map<string, NightRun[]>[] = [];
  for (const earlier of back.slice(0, REPEAT_NIGHTS)) before.push(groupRuns(await store.nights.runs(earlier.id)));
  const result: NightGroup[] = [];
  for (const [key, runs] of groups) {
    const { project, pins } = (runs[0] as NightRun).run;
    const { benchmark, methodVersion, platform } = pins;
    const known = await judgedSeries(deps, runs);
    const history = await historiesOf(deps, night, { project, benchmark, platform }, known);
    const group: NightGroup = {
      ...{ project, benchmark, methodVersion, platform, runs, history },
      series: await withLearnedBands(deps, known, history, runs.length),
      earlier: before.map((night) => night.get(key) ?? []),
      lastGood: null,
      suspects: [],
      foreign: await foreignOf(deps, runs, known),
    };
    const judged = judgeGroup(group, night);
    const asks = judged.some(({ suspicion, newHosts }) => suspicion !== null || newHosts.length > 0);
    result.push(asks ? await explained(deps, group, goodBefore(judged, history, night.instant)) : group);
  }
  return result;
}

async function explained(deps: JudgeDeps, group: NightGroup, before: Instant): Promise<NightGroup> {
  const { project, benchmark, methodVersion, platform } = group;
  const query = { project, benchmark, methodVersion, platform, before, ownRuns: !group.foreign };
  const lastGood = await deps.store.nights.lastGood(query);
  if (!lastGood) return group;
  const seen = group.runs.find(({ run }) => run.stackFingerprint !== null) ?? (group.runs[0] as NightRun);
  return { ...group, lastGood, suspects: await environmentDifference(deps, lastGood.run, seen.run) };
}

/** Series of every metric that the runs were planned with, each with the band that is in force for it now. */
async function judgedSeries(deps: JudgeDeps, runs: readonly NightRun[]): Promise<JudgedSeries[]> {
  const { store, ids } = deps;
  const { run } = runs[0] as NightRun;
  const { benchmark, methodVersion, platform } = run.pins;
  const series = [];
  for (const metric of run.metrics) {
    const key = { project: run.project, benchmark, methodVersion, platform, metric: metric.name };
    series.push(await store.series.ensure(key, metric, ids.next('ser')));
  }
  const bands = await ensureDeclaredBands(deps, series, runs.length);
  return series.map((entry) => ({ series: entry, band: bands.get(entry.id) ?? null }));
}

/** Runs by benchmark, method version and platform, in the order of their ids. */
function groupRuns(runs: readonly NightRun[]): Map<string, NightRun[]> {
  const groups = new Map<string, NightRun[]>();
  for (const entry of runs) {
    const { benchmark, methodVersion, platform } = entry.run.pins;
    const key = JSON.stringify([benchmark, methodVersion, platform]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return groups;
}
