import { isLost, type Pair, pairsOf } from '../../judge/arms.ts';
import { decidePairs, type PairDecision } from '../../judge/paired.ts';
import { EXPERIMENT_FAILURES_MAX } from '../../judge/thresholds.ts';
import { counted } from '../../judge/wording.ts';
import type { Experiment, ExperimentRun } from '../../model/experiment.ts';
import type { Metric } from '../../model/metric.ts';
import type { Levels, TrialResult } from '../../model/search.ts';
import { levelsOf } from './levels.ts';

/** What the pairs of a split say of one metric. */
export interface SeenMetric {
  readonly metric: Metric;
  readonly pairs: readonly Pair[];
  readonly decision: PairDecision;
  /** Whether the bad side fails more than the good one, in most of its runs. */
  readonly fails: boolean;
  /** Whether the bad side fails, or moved against the metric's direction. */
  readonly worse: boolean;
}

/** What a split showed: the leading metric (null: none moved), the answer of its step, and both levels. */
export interface SplitResult {
  readonly metric: Metric | null;
  readonly result: TrialResult;
  readonly levels: Levels | null;
}

/** What the pairs so far say of the metric that was asked about, else of every one. */
export function seen(
  runs: readonly ExperimentRun[],
  metrics: readonly Metric[],
  asked: string | null,
): readonly SeenMetric[] {
  return metrics
    .filter(({ name }) => asked === null || name === asked)
    .map((metric) => {
      const pairs = pairsOf(runs, metric, false);
      const decision = decidePairs(pairs, metric, null);
      const failed = (side: 'good' | 'bad'): number => pairs.filter((pair) => pair[side] === null).length;
      const fails = 2 * failed('bad') > pairs.length && failed('good') < failed('bad');
      return { metric, pairs, decision, fails, worse: fails || against(metric, decision.effect ?? 0) };
    });
}

/**
 * Answer of a split: `bad` where the sides differ, `good` where nothing is left that could. Of several metrics a failing
 * one leads, then the worst in multiples of its smallest effect; one that merely changed only where none got worse.
 */
export function splitResult(
  experiment: Pick<Experiment, 'host'>,
  runs: readonly ExperimentRun[],
  metrics: readonly Metric[],
  asked: string | null,
): SplitResult {
  const found = seen(runs, metrics, asked);
  const [leading] = found.filter(({ decision }) => decision.decision === 'confirmed').sort(worstFirst);
  const levels = leading === undefined ? null : levelsOf(runs, leading.metric);
  const host = experiment.host;
  if (leading !== undefined && levels !== null)
    return { metric: leading.metric, levels, result: resultOf(leading, runs, host, ['bad', null, told(leading)]) };
  const shown = found[0];
  const after = counted(shown?.pairs.length ?? 0, 'pair');
  const lost = runs.filter(isLost).length;
  const answer: Answer =
    lost >= EXPERIMENT_FAILURES_MAX
      ? ['unresolved', 'lost', `${counted(lost, 'run')} were lost to the infrastructure`]
      : found.length > 0 && found.every(({ decision }) => decision.decision === 'dismissed')
        ? ['good', null, `both sides give the same over ${after}`]
        : ['unresolved', 'undecided', `not decided after ${after}`];
  const result = resultOf(shown, runs, host, answer);
  if (asked !== null) return { metric: shown?.metric ?? null, levels: null, result };
  // The numbers of whichever metric comes first would look like an answer.
  return { metric: null, levels: null, result: { ...result, ...NO_NUMBERS } };
}

const NO_NUMBERS = { reference: null, value: null, effect: null, interval: null };

type Answer = readonly [TrialResult['verdict'], TrialResult['unresolved'], string];

function resultOf(
  shown: SeenMetric | undefined,
  runs: readonly ExperimentRun[],
  host: string | null,
  [verdict, unresolved, reason]: Answer,
): TrialResult {
  const { good = null, bad = null, effect = null, interval = null, evidence = 1 } = shown?.decision ?? {};
  return {
    ...{ kind: 'trial', verdict, unresolved, reason, reference: good, value: bad, effect, interval },
    ...{ share: verdict === 'bad' ? 1 : verdict === 'good' ? 0 : null, evidence },
    ...{ pairs: shown?.pairs.length ?? 0, runs: runs.length, host },
  };
}

function told({ metric: { name }, pairs, fails, worse }: SeenMetric): string {
  const how = fails ? 'the bad side fails' : worse ? `${name} got worse` : `${name} changed`;
  return `${how} over ${counted(pairs.length, 'pair')}`;
}

function against({ direction }: Metric, effect: number): boolean {
  return direction === 'higher' ? effect < 0 : direction === 'lower' && effect > 0;
}

function worstFirst(a: SeenMetric, b: SeenMetric): number {
  return rank(b) - rank(a) || size(b) - size(a);
}

const rank = ({ fails, worse }: SeenMetric): number => (fails ? 2 : worse ? 1 : 0);
const size = ({ metric, decision }: SeenMetric): number => Math.abs(decision.effect ?? 0) / metric.minEffect;
