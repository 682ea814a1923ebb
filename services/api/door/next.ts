import { PlumblineError } from '../../core/errors.ts';
import type { ExperimentStep } from '../../core/model/job.ts';
import { PRIORITY } from '../../core/planning/priority.ts';
import type { NewRun } from '../../core/ports/store-runs.ts';
import type { ApiDeps } from '../deps.ts';
import { orderOf } from './claim.ts';
import { decideConfirmation } from './confirmation.ts';
import { quietly } from './quietly.ts';
import { decideTrial } from './trial.ts';

type NextDeps = Pick<ApiDeps, 'store' | 'queue' | 'clock' | 'ids' | 'log' | 'wake'>;

/**
 * The next run of an experiment, or its end. A caller whose answer was lost asks again and gets the run that was
 * started for it, so a pair never has the same side twice.
 */
export async function nextOrder(
  deps: NextDeps,
  jobId: string,
  fence: string,
  platform: string,
): Promise<ExperimentStep> {
  const { store, queue, clock, ids, log } = deps;
  const experiment = await store.experiments.get(jobId);
  if (experiment === null) throw new PlumblineError('NOT_FOUND', `there is no experiment "${jobId}"`);
  const begun = (await store.runs.list({ experimentId: jobId, state: 'running' }, 1)).items[0];
  if (begun !== undefined) return { kind: 'run', run: orderOf(begun) };
  const { step, terms } = await (experiment.trial ? decideTrial : decideConfirmation)(deps, experiment);
  const now = clock.now().toISOString();
  if (step.kind === 'stop') {
    await store.experiments.end(jobId, fence, step.reason, now);
    await quietly(log, 'complete', () => queue.complete(platform, jobId, fence));
    deps.wake?.();
    return step;
  }
  const { limits, metrics } = await terms();
  const run: NewRun = {
    id: ids.next('run'),
    project: experiment.project,
    purpose: 'experiment',
    nightId: null,
    experiment: { id: jobId, pair: step.pair, arm: step.arm },
    seed: step.seed,
    priority: PRIORITY.experiment,
    pins: step.arm === 'good' ? experiment.good : experiment.bad,
    limits,
    metrics,
    createdAt: now,
  };
  return { kind: 'run', run: orderOf(await store.jobs.startInExperiment(run, jobId, fence, now)) };
}
