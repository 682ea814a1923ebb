import type { Instant } from '../model/base.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Ids } from '../ports/base.ts';
import type { NightGroup } from './group.ts';
import { PAIRS_MIN } from './thresholds.ts';

export interface PlanContext {
  readonly now: Instant;
  readonly ids: Ids;
  /** Bound on the pairs of one experiment and night; at least 3 are planned. */
  readonly maxPairs: number;
}

/** What an experiment is for. */
export interface Trial {
  readonly incidentId: string;
  readonly seriesIds: readonly string[];
  /** Series that are sent to confirmation tonight, these included. */
  readonly candidates: number;
  /** Experiment without an answer that is carried on: its pins and its pairs; null: a new one. */
  readonly carried: Experiment | null;
}

/** Draws a seed before the source counts as broken: nearly every draw from 2^31 numbers is new. */
const DRAWS_PER_SEED_MAX = 100;

/**
 * The experiment for a suspicion: the last good night's pins against this night's own, never today's. Where no good night
 * is known both sides are this night's, which re-runs it alone against the level before (see experiment-step.ts).
 */
export function planExperiment({ now, ids, maxPairs }: PlanContext, group: NightGroup, trial: Trial): Experiment {
  const { carried, incidentId, seriesIds, candidates } = trial;
  const pins = (group.runs[0] as NightGroup['runs'][number]).run.pins;
  const pairs = Math.max(PAIRS_MIN, maxPairs);
  const used = carried?.seeds ?? [];
  return {
    id: ids.next('exp'),
    project: group.project,
    incidentId,
    benchmark: group.benchmark,
    platform: group.platform,
    state: 'queued',
    createdAt: now,
    good: carried?.good ?? group.lastGood?.run.pins ?? pins,
    bad: carried?.bad ?? pins,
    seriesIds,
    candidates,
    continues: carried?.id ?? null,
    maxPairs: used.length + pairs,
    seeds: [...used, ...freshSeeds(ids, group, pairs, used)],
    reason: '',
    host: null,
    trial: null,
  };
}

/** Seeds that neither the night nor `taken` used: the same seed again would add nothing where training is bit-stable. */
function freshSeeds(ids: Ids, group: NightGroup, count: number, taken: readonly number[]): readonly number[] {
  const used = new Set([...group.runs.map(({ run }) => run.seed), ...taken]);
  const seeds = new Set<number>();
  for (let draw = 0; seeds.size < count && draw < DRAWS_PER_SEED_MAX * count; draw += 1) {
    const seed = ids.seed();
    if (!used.has(seed)) seeds.add(seed);
  }
  return [...seeds];
}
