import { isLost, type Pair } from '../../judge/arms.ts';
import { estimate, middleOf } from '../../judge/paired.ts';
import { EVIDENCE_MAX, EXPERIMENT_FAILURES_MAX } from '../../judge/thresholds.ts';
import { counted } from '../../judge/wording.ts';
import type { Experiment, ExperimentRun } from '../../model/experiment.ts';
import type { Basis } from '../../model/incident.ts';
import type { Metric } from '../../model/metric.ts';
import type { Levels, TrialResult } from '../../model/search.ts';
import { mean } from '../../statistics/moments.ts';
import { NO_SAMPLE } from '../../statistics/sample.ts';
import { fromWorking, toWorking } from '../../statistics/scale.ts';
import { type Reading, readings } from './reading.ts';
import { type Standing, standing } from './votes.ts';

/** The answer of a trial whose experiment has ended. */
export function weighTrial(
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  levels: Levels,
  metric: Metric,
): TrialResult {
  const pairs = tried(runs, levels, metric);
  const stood = standing(runs, levels, metric);
  const lost = runs.filter(isLost).length >= EXPERIMENT_FAILURES_MAX;
  const share = shareOf(pairs, stood, levels, metric);
  const failures = readings(runs, metric).flatMap(({ bad }) => (bad?.kind === 'failed' ? [bad.signature] : []));
  return {
    ...{ kind: 'trial', ...answerOf(stood, lost, levels, failures.at(-1) ?? '', share) },
    ...estimated(pairs, levels, metric),
    share,
    evidence: Math.min(EVIDENCE_MAX, Math.exp(Math.abs(stood.log))),
    ...{ pairs: stood.votes, runs: runs.length, host: experiment.host },
  };
}

/** The pairs, or runs of the mixture alone, as the estimates read them. */
function tried(runs: readonly ExperimentRun[], { paired }: Levels, metric: Metric): readonly Pair[] {
  const value = (reading: Reading): number | null => (reading.kind === 'number' ? reading.value : null);
  return readings(runs, metric).flatMap(({ good, bad }) => {
    if (bad === undefined || (paired && good === undefined)) return [];
    return [{ good: paired && good !== undefined ? value(good) : undefined, bad: value(bad) }];
  });
}

/** A decision that was reached stands, even where runs were lost on the way to it. */
function answerOf(
  { verdict, votes }: Standing,
  lost: boolean,
  { paired, kind }: Levels,
  failure: string,
  share: number | null,
): Pick<TrialResult, 'verdict' | 'unresolved' | 'reason'> {
  const after = `after ${counted(votes, paired ? 'pair' : 'run')}`;
  if (verdict === 'good' || verdict === 'bad')
    return { verdict, unresolved: null, reason: `like the ${verdict} side ${after}` };
  if (verdict === 'broken') {
    const how = kind === 'numbers' ? 'it fails' : 'it fails in another way than the bad side';
    return { verdict: 'unresolved', unresolved: 'broken', reason: `${how}: ${failure}` };
  }
  if (verdict === 'lost')
    return { verdict: 'unresolved', unresolved: 'lost', reason: 'the good side itself fails beside it' };
  if (lost)
    return { verdict: 'unresolved', unresolved: 'lost', reason: 'too many runs were lost to the infrastructure' };
  // Half of an effect is an answer too: then something else does the rest.
  const where = share === null ? '' : `, ${Math.round(100 * share)} % of the way from the good side to the bad one`;
  return { verdict: 'unresolved', unresolved: 'undecided', reason: `too close to call ${after}${where}` };
}

/** Both sides and the effect; a mixture that ran alone is held against the good level of the split. */
function estimated(
  pairs: readonly Pair[],
  levels: Levels,
  metric: Metric,
): Pick<TrialResult, 'reference' | 'value' | 'effect' | 'interval'> {
  if (levels.kind === 'failure') {
    const value = middleOf(
      pairs.map(({ bad }) => bad),
      metric.scale,
    );
    return { reference: null, value, effect: null, interval: null };
  }
  const { good, bad, effect, interval } = estimate(pairs, metric, levels.paired ? null : basisOf(levels));
  return { reference: levels.paired ? good : fromWorking(metric.scale, levels.good), value: bad, effect, interval };
}

/** The good level of a split as the estimates take it. */
function basisOf({ good, deviation, count }: Extract<Levels, { kind: 'numbers' }>): Basis {
  const baseline = { count, mean: 0, squares: (count - 1) * deviation ** 2 };
  return { rule: 'band', centre: good, baseline, recent: NO_SAMPLE, nights: 0, z: 0 };
}

/** How far it lies from the good side (0) towards the bad side (1); null without numbers. */
function shareOf(pairs: readonly Pair[], stood: Standing, levels: Levels, { scale }: Metric): number | null {
  if (levels.kind === 'failure') return stood.votes === 0 ? null : stood.failedAlike / stood.votes;
  const apart = pairs.flatMap(({ good, bad }) => {
    if (bad === null || good === null) return [];
    return [toWorking(scale, bad) - (good === undefined ? levels.good : toWorking(scale, good))];
  });
  const gap = levels.bad - levels.good;
  return apart.length === 0 || gap === 0 ? null : mean(apart) / gap;
}
