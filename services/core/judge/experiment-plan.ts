import type { Instant } from '../model/base.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Ids } from '../ports/base.ts';
import type { JudgedPoint, NightGroup } from './group.ts';
import { PAIRS_MIN } from './thresholds.ts';

export interface PlanContext {
  readonly now: Instant;
  readonly ids: Ids;
  /** Bound on the pairs of one experiment; at least 3 are planned. */
  readonly maxPairs: number;
}

/** Draws a seed before the source counts as broken: nearly every draw from 2^31 numbers is new. */
const DRAWS_PER_SEED_MAX = 100;

/**
 * The experiment for a suspicion: the last good night's pins against this night's own, never today's. Where no good night
 * is known both sides are this night's, which re-runs it alone against its band (see experiment-step.ts).
 */
export function planExperiment(
  { now, ids, maxPairs }: PlanContext,
  group: NightGroup,
  incidentId: string,
  suspicious: readonly JudgedPoint[],
): Experiment {
  const pins = (group.runs[0] as NightGroup['runs'][number]).run.pins;
  return {
    id: ids.next('exp'),
    project: group.project,
    incidentId,
    benchmark: group.benchmark,
    platform: group.platform,
    state: 'queued',
    createdAt: now,
    good: group.lastGood?.run.pins ?? pins,
    bad: pins,
    seriesIds: suspicious.map(({ series }) => series.id),
    maxPairs: Math.max(PAIRS_MIN, maxPairs),
    seeds: freshSeeds(ids, group, Math.max(PAIRS_MIN, maxPairs)),
    reason: '',
  };
}

/** Seeds that the night did not use: the same seed again would add nothing where training is bit-stable. */
function freshSeeds(ids: Ids, group: NightGroup, count: number): readonly number[] {
  const used = new Set(group.runs.map(({ run }) => run.seed));
  const seeds = new Set<number>();
  for (let draw = 0; seeds.size < count && draw < DRAWS_PER_SEED_MAX * count; draw += 1) {
    const seed = ids.seed();
    if (!used.has(seed)) seeds.add(seed);
  }
  return [...seeds];
}
