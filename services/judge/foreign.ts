import type { JudgedSeries } from '../core/judge/experiment-step.ts';
import type { EarlierPoint, Foreign } from '../core/judge/foreign.ts';
import { WORKER_RETIRED_DAYS } from '../core/judge/silence.ts';
import { FOREIGN_NIGHTS_MAX } from '../core/judge/thresholds.ts';
import { isRestorable } from '../core/model/pins.ts';
import type { NightRun } from '../core/ports/store-nights.ts';
import type { JudgeDeps } from './deps.ts';

const DAY_MS = 86_400_000;
/** Points of a series that are read: more nights than any suspicion waits for, and as many that say nothing. */
const POINTS_MAX = 4 * FOREIGN_NIGHTS_MAX;
/** Suspicions of one benchmark and platform that wait, and runs of one night; one page of the store. */
const INCIDENTS_MAX = 100;
const RUNS_MAX = 200;

/**
 * Why runs that another system made cannot be repeated here: their image is not pinned here, or no worker of their
 * platform is there. Null: they can be, or Plumbline made them itself.
 */
export async function foreignOf(
  deps: JudgeDeps,
  runs: readonly NightRun[],
  series: readonly JudgedSeries[],
): Promise<Foreign | null> {
  const { store, clock } = deps;
  const pushed = runs.find(({ run }) => run.purpose === 'pushed')?.run;
  if (pushed === undefined) return null;
  const { platform } = pushed.pins;
  const since = new Date(clock.now().getTime() - WORKER_RETIRED_DAYS * DAY_MS).toISOString();
  const unknown = runs.some(({ run }) => !isRestorable(run.pins));
  const served = (await store.hosts.list()).some((host) => host.platform === platform && host.seenAt >= since);
  if (!unknown && served) return null;
  const name = (await store.pushed.origin(pushed.id))?.source.name ?? 'another system';
  const before = await store.series.recent(
    series.map((entry) => entry.series.id),
    POINTS_MAX,
  );
  return {
    why: unknown ? `${name} ran it, and its image is not pinned here` : `${name} ran it, and ${platform} has no worker`,
    before,
    runs: await runsSince(deps, runs, [...before.values()].flat()),
  };
}

/** Runs of the nights since the oldest suspicion that waits for them; of tonight alone where none does. */
async function runsSince(
  { store }: JudgeDeps,
  tonight: readonly NightRun[],
  points: readonly EarlierPoint[],
): Promise<ReadonlyMap<string, readonly NightRun[]>> {
  const { project, nightId, pins } = (tonight[0] as NightRun).run;
  const { benchmark, platform } = pins;
  const result = new Map([[nightId ?? '', tonight]]);
  const where = { project, benchmark, platform };
  const waiting = await store.incidents.list({ ...where, states: ['suspected'] }, INCIDENTS_MAX);
  const raised = new Set(waiting.map((incident) => incident.nightId));
  const since = points.find((point) => raised.has(point.nightId))?.at;
  if (since === undefined) return result;
  for (const id of new Set(points.flatMap((point) => (point.at >= since ? [point.nightId] : [])))) {
    const { items } = await store.runs.list({ ...where, nightId: id }, RUNS_MAX);
    const measured = await store.runs.measurements(items.map((run) => run.id));
    result.set(
      id,
      items.map((run) => ({ run, measurements: measured.get(run.id) ?? [] })),
    );
  }
  return result;
}
