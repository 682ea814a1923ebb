import type { ExperimentView } from '../../core/model/api/experiment.ts';
import type { Experiment, ExperimentRun } from '../../core/model/experiment.ts';

export function experimentView(
  { id, state, maxPairs, reason }: Experiment,
  runs: readonly ExperimentRun[],
): ExperimentView {
  return { id, state, maxPairs, reason, runs: runs.map((run) => ({ ...run, measurements: [...run.measurements] })) };
}
