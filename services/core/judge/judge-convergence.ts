import type { Point, Series } from '../model/series.ts';
import type { FailureCount } from '../statistics/convergence/failure.ts';
import { bandBasis } from './basis.ts';
import type { ConvergenceMetric } from './convergence-reference.ts';
import type { ConvergenceRun } from './convergence-run.ts';
import { convergenceVerdict } from './convergence-verdict.ts';
import type { JudgedPoint } from './judge-series.ts';
import type { JudgedBefore } from './suspicion/settled.ts';

/** What a night of a metric with reference convergence points is judged from. */
export interface ConvergenceInput {
  readonly series: Series & { readonly definition: ConvergenceMetric };
  readonly point: Point;
  readonly runs: readonly ConvergenceRun[];
  /** Runs of earlier accepted nights, and how many of them did not converge. */
  readonly history: FailureCount;
}

/**
 * Judges how fast a night's runs converged, by the reference's own test instead of a band around earlier nights: its
 * range already is that of tonight's number of runs.
 */
export function judgeConvergence({ series, point, runs, history }: ConvergenceInput): JudgedPoint {
  const said = convergenceVerdict(series.definition, runs, history);
  const verdict = { seriesId: point.seriesId, nightId: point.nightId, ...said };
  if (!said.suspicious) return { series, point, verdict, suspicion: null, newHosts: [] };
  const moved = said.kind === 'below' || said.kind === 'above';
  const suspicion = {
    direction: said.kind === 'below' || said.kind === 'above' ? said.kind : ('invalid' as const),
    basis: bandBasis(said.band, series.definition, moved ? point : null),
    dates: [point.at],
  };
  return { series, point, verdict, suspicion, newHosts: [] };
}

/** Runs of the nights that were not suspicious, with how many of them did not converge. */
export function failureHistory(points: readonly JudgedBefore[]): FailureCount {
  const sound = points.filter(({ suspicious, tainted }) => !suspicious && !tainted);
  const failed = sound.reduce((sum, { missed }) => sum + missed, 0);
  return { failed, runs: failed + sound.reduce((sum, { runs }) => sum + runs, 0) };
}
