import { PlumblineError } from '../../core/errors.ts';
import { nextStep } from '../../core/judge/experiment-step.ts';
import { fleetMatters, otherEvidence } from '../../core/judge/fleet.ts';
import type { Experiment } from '../../core/model/experiment.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { ExperimentStep } from '../../core/model/job.ts';
import { PRIORITY } from '../../core/planning/priority.ts';
import type { NewRun, Run } from '../../core/ports/store-runs.ts';
import type { ApiDeps } from '../deps.ts';
import { orderOf } from './claim.ts';
import { quietly } from './quietly.ts';

/** Incidents of one night whose evidence is held against each other. */
const CANDIDATES_MAX = 10_000;

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
  const incident = experiment.incidentId === null ? null : await store.incidents.get(experiment.incidentId);
  const step = nextStep(
    experiment,
    await store.experiments.runs(jobId),
    await seriesOf(deps, experiment, incident),
    await othersOf(deps, experiment, incident),
  );
  const now = clock.now().toISOString();
  if (step.kind === 'stop') {
    await store.experiments.end(jobId, fence, step.reason, now);
    await quietly(log, 'complete', () => queue.complete(platform, jobId, fence));
    deps.wake?.();
    return step;
  }
  const { limits, metrics } = await termsOf(deps, experiment, incident);
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

/** Evidence of the night's other candidates; asked for only where there are so many that it matters. */
async function othersOf({ store }: NextDeps, { candidates }: Experiment, incident: Incident | null) {
  if (incident === null || !fleetMatters(candidates)) return [];
  return otherEvidence(await store.incidents.list({ nightId: incident.nightId }, CANDIDATES_MAX), incident.id);
}

async function seriesOf({ store }: NextDeps, experiment: Experiment, incident: Incident | null) {
  const bands = await store.series.bands(experiment.seriesIds);
  const series = await Promise.all(experiment.seriesIds.map((id) => store.series.get(id)));
  return series.flatMap((one) => {
    if (one === null) return [];
    const basis = incident?.series.find(({ seriesId }) => seriesId === one.id)?.basis ?? null;
    return [{ series: one, band: bands.get(one.id) ?? null, basis }];
  });
}

/** Limits and metrics of the night's own run: a confirmation repeats that night, never today's catalog. */
async function termsOf(
  { store }: NextDeps,
  experiment: Experiment,
  incident: Incident | null,
): Promise<Pick<Run, 'limits' | 'metrics'>> {
  const { benchmark, platform } = experiment;
  const filter = {
    project: experiment.project,
    benchmark,
    platform,
    ...(incident ? { nightId: incident.nightId } : {}),
  };
  const run = (await store.runs.list(filter, 1)).items[0];
  if (run === undefined)
    throw new PlumblineError(
      'NOT_FOUND',
      `no run of ${benchmark} on ${platform} to take the limits of "${experiment.id}" from`,
    );
  return run;
}
