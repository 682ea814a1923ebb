import { PlumblineError } from '../../errors.ts';
import { POSITIVE_FLOOR } from '../../judge/thresholds.ts';
import { mean } from '../moments.ts';
import { resolution, roundingDeviation } from '../resolution.ts';
import { REFERENCE_RUNS_FACTOR, type RunRule } from './settings.ts';

/** How fast the reference converges at one global batch size; epochs, samples or steps to the target quality. */
export interface ReferencePoint {
  readonly batch: number;
  /** Olympic mean over the runs. */
  readonly mean: number;
  /** Population standard deviation of all runs, after its floor. */
  readonly deviation: number;
  /** Runs that count towards the degrees of freedom. */
  readonly runs: number;
}

/**
 * A reference point from single runs: the mean without the `dropped` best and worst, the population deviation of *all*
 * of them (as mlcommons/logging's code has it; its appendix says otherwise).
 *
 * The deviation has a floor that the checker lacks: equal runs would leave no tolerance at all. Runs are known to one
 * step of their evaluation grid (the smallest gap between two of them) and to 0.3 % at best.
 */
export function referencePoint(batch: number, runs: readonly number[], rule: RunRule): ReferencePoint {
  const wrong = runs.find((run) => !(Number.isFinite(run) && run > 0));
  if (wrong !== undefined) {
    throw new PlumblineError('INPUT_INVALID', `a reference run at batch ${batch} converged after ${wrong}`);
  }
  const centre = olympicMean(runs, rule.dropped);
  const middle = mean(runs);
  const deviation = Math.sqrt(mean(runs.map((run) => (run - middle) ** 2)));
  return {
    batch,
    mean: centre,
    deviation: Math.max(deviation, roundingDeviation(gridStep(runs)), POSITIVE_FLOOR * centre),
    runs: runs.length - 2 * rule.dropped,
  };
}

/** Mean without the `dropped` smallest and largest values. INPUT_INVALID when nothing is left. */
export function olympicMean(values: readonly number[], dropped: number): number {
  const sorted = [...values].sort((a, b) => a - b).slice(dropped, Math.max(dropped, values.length - dropped));
  if (sorted.length > 0) return mean(sorted);
  throw new PlumblineError(
    'INPUT_INVALID',
    `an olympic mean drops ${2 * dropped} runs and needs more, got ${values.length}`,
  );
}

/**
 * The reference at a batch size: a measured point; mean and deviation on the straight line between two (with twice a
 * submission's runs); the smallest measured one below it. Null above the largest: the reference says nothing there.
 *
 * @param points in any order, at most one a batch size.
 */
export function referenceAt(batch: number, points: readonly ReferencePoint[], rule: RunRule): ReferencePoint | null {
  const sorted = rising(points);
  const above = sorted.findIndex((point) => point.batch >= batch);
  const high = sorted[above];
  if (high === undefined) return null;
  const low = sorted[above - 1];
  if (high.batch === batch || low === undefined) return high;
  const share = (batch - low.batch) / (high.batch - low.batch);
  return {
    batch,
    mean: low.mean + share * (high.mean - low.mean),
    deviation: low.deviation + share * (high.deviation - low.deviation),
    runs: REFERENCE_RUNS_FACTOR * rule.runs,
  };
}

/**
 * The points that a submission may be held against: none below the batch size that converges fastest, and none above the
 * straight line between two others (a smaller batch should never need more). The lower convex hull, so a point that is
 * pruned only after its neighbour was is pruned too; the checker's own loop stops one point early
 * (mlcommons/logging#368).
 */
export function prunedReference(points: readonly ReferencePoint[]): ReferencePoint[] {
  const sorted = rising(points);
  const fastest = sorted.reduce((best, point, i) => (point.mean < (sorted[best] as ReferencePoint).mean ? i : best), 0);
  const hull: ReferencePoint[] = [];
  for (const point of sorted.slice(fastest)) {
    while (hull.length > 1 && isAbove(hull.at(-1) as ReferencePoint, hull.at(-2) as ReferencePoint, point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

function isAbove(point: ReferencePoint, left: ReferencePoint, right: ReferencePoint): boolean {
  const line = left.mean + ((right.mean - left.mean) * (point.batch - left.batch)) / (right.batch - left.batch);
  return point.mean > line;
}

function rising(points: readonly ReferencePoint[]): ReferencePoint[] {
  return [...points].sort((a, b) => a.batch - b.batch);
}

/** Smallest gap between two different values; the step of the last printed decimal when all are equal. */
function gridStep(runs: readonly number[]): number {
  const sorted = [...new Set(runs)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((run, i) => run - (sorted[i] as number));
  return gaps.length > 0 ? Math.min(...gaps) : resolution(sorted);
}
