import { PlumblineError } from '../errors.ts';
import type { Metric, ReferenceConvergence } from '../model/metric.ts';
import type { Band } from '../model/series.ts';
import { convergenceRange } from '../statistics/convergence/convergence.ts';
import {
  prunedReference,
  type ReferencePoint,
  referenceAt,
  referencePoint,
} from '../statistics/convergence/reference.ts';
import { CONVERGENCE_ALPHA, RUN_RULES, type RunRule } from '../statistics/convergence/settings.ts';
import { formatNumber } from './wording.ts';

/** What a metric with reference convergence points is judged against. */
export interface ConvergenceReference {
  readonly rule: RunRule;
  /** The reference at the benchmark's batch size, after pruning. */
  readonly point: ReferencePoint;
  /** Level on each side. */
  readonly alpha: number;
}

export type ConvergenceMetric = Pick<Metric, 'name' | 'unit' | 'scale'> & {
  readonly convergence: ReferenceConvergence;
};

/** Whether a metric is judged by its reference convergence points. */
export function hasConvergence<M extends Metric>(metric: M): metric is M & ConvergenceMetric {
  return metric.convergence !== undefined;
}

/** The run counts a manifest asks for: MLPerf's by name, or its own. INPUT_INVALID for a name that MLPerf has not. */
export function runRuleOf({ mlperf, rule }: ReferenceConvergence): RunRule {
  if (rule !== undefined) return rule;
  const known = RUN_RULES.get(mlperf ?? '');
  if (known !== undefined) return known;
  const names = [...RUN_RULES.keys()].join(', ');
  throw new PlumblineError(
    'INPUT_INVALID',
    `no run counts for the MLPerf benchmark ${mlperf ?? '(none)'}; known: ${names}`,
  );
}

/**
 * The reference at the batch size of the benchmark: the points pruned as MLPerf prunes them, and the straight line between
 * two. INPUT_INVALID where the reference says nothing: no rule, too few runs of a point, a batch above its largest.
 */
export function convergenceReference(convergence: ReferenceConvergence): ConvergenceReference {
  const rule = runRuleOf(convergence);
  const points = convergence.points.map(({ batch, runs }) => referencePoint(batch, runs, rule));
  const point = referenceAt(convergence.batch, prunedReference(points), rule);
  if (point === null) {
    const largest = Math.max(...points.map(({ batch }) => batch));
    throw new PlumblineError(
      'INPUT_INVALID',
      `batch ${convergence.batch} is above ${largest}, the largest of the reference convergence points`,
    );
  }
  return { rule, point, alpha: convergence.alpha ?? CONVERGENCE_ALPHA };
}

/**
 * The olympic means of `runs` runs that the reference explains, as a band: what a point is judged by and shown with, and
 * the spread of single runs that an experiment may start from.
 */
export function convergenceBand(metric: ConvergenceMetric, reference: ConvergenceReference, runs: number): Band {
  const { point, rule, alpha } = reference;
  const { low, high } = convergenceRange(point, runs, rule, alpha);
  return {
    kind: 'reference',
    low: Math.max(0, low),
    high,
    centre: point.mean,
    deviation: metric.scale === 'positive' ? point.deviation / point.mean : point.deviation,
    runs: point.runs,
    reason: reasonFor(metric.convergence, point, alpha),
  };
}

function reasonFor({ batch, mlperf }: ReferenceConvergence, point: ReferencePoint, alpha: number): string {
  const at = point.batch === batch ? `batch ${batch}` : `batch ${point.batch}, the nearest to ${batch}`;
  const rule = mlperf === undefined ? 'run counts of the manifest' : `MLPerf's run counts for ${mlperf}`;
  return `reference convergence at ${at}, from ${point.runs} runs, ${formatNumber(100 * alpha)} % left out on each side, ${rule}`;
}
