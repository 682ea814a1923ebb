import { PlumblineError } from '../../core/errors.ts';
import { type NextStep, nextStep } from '../../core/judge/experiment-step.ts';
import { fleetMatters, otherEvidence } from '../../core/judge/fleet.ts';
import type { Experiment } from '../../core/model/experiment.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import type { ApiDeps } from '../deps.ts';

/** Incidents of one night whose evidence is held against each other. */
const CANDIDATES_MAX = 10_000;

/** What a run of an experiment is given beside its pins. */
export type Terms = Pick<Run, 'limits' | 'metrics'>;

/** What comes next in an experiment, with what its run is given. */
export interface Decided {
  readonly step: NextStep;
  terms(): Promise<Terms>;
}

type NextDeps = Pick<ApiDeps, 'store'>;

/** What comes next in an experiment that confirms an incident. */
export async function decideConfirmation(deps: NextDeps, experiment: Experiment): Promise<Decided> {
  const { store } = deps;
  const incident = experiment.incidentId === null ? null : await store.incidents.get(experiment.incidentId);
  const step = nextStep(
    experiment,
    await store.experiments.runs(experiment.id),
    await seriesOf(deps, experiment, incident),
    await othersOf(deps, experiment, incident),
  );
  return { step, terms: () => termsOf(deps, experiment, incident) };
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
async function termsOf({ store }: NextDeps, experiment: Experiment, incident: Incident | null): Promise<Terms> {
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
