import type { Experiment } from '../../model/experiment.ts';
import type { Metric } from '../../model/metric.ts';
import type { Levels, Search } from '../../model/search.ts';

/**
 * What a trial of a search asks: which of these two levels of this metric its mixture has. Null: whether both sides differ
 * at all, since no level is known.
 */
export function classified(
  { trial }: Pick<Experiment, 'trial'>,
  { levels, metrics }: Pick<Search, 'levels' | 'metrics'>,
): { readonly levels: Levels; readonly metric: Metric } | null {
  const metric = metrics.find(({ name }) => name === levels?.metric);
  return trial?.question === 'classify' && levels !== null && metric !== undefined ? { levels, metric } : null;
}
