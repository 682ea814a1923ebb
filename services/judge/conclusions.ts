import { concludeExperiment } from '../core/judge/conclude.ts';
import type { JudgedSeries } from '../core/judge/experiment-step.ts';
import { fleetMatters, neededEvidence, otherEvidence } from '../core/judge/fleet.ts';
import type { Experiment } from '../core/model/experiment.ts';
import type { Incident } from '../core/model/incident.ts';
import { instantOf, type JudgeDeps } from './deps.ts';
import { takeLead, tellAnswer } from './issues.ts';

/** Experiments answered in one step; the next step takes the others. */
const EXPERIMENTS_PER_STEP = 50;
/** Incidents of one night whose evidence is held against each other. */
const CANDIDATES_MAX = 10_000;

/** Answers the experiments that ended. Returns how many; an incident that somebody decided meanwhile is left as it is. */
export async function concludeExperiments(deps: JudgeDeps): Promise<number> {
  const { store, config, log } = deps;
  let concluded = 0;
  for (const experiment of await store.experiments.unanswered(EXPERIMENTS_PER_STEP)) {
    const incident = experiment.incidentId === null ? null : await store.incidents.get(experiment.incidentId);
    if (!incident || incident.project !== config.project) continue;
    const runs = await store.experiments.runs(experiment.id);
    const now = instantOf(deps);
    const series = await judgedSeries(deps, experiment);
    const tries = triesOf(experiment, await store.experiments.ofIncident(incident.id));
    const needed = neededEvidence(await othersOf(deps, experiment, incident), experiment.candidates);
    const change = concludeExperiment({ experiment, runs, incident, series, now, tries, needed });
    const told = await tellAnswer(deps, change.incident, experiment, runs, series);
    if (!(await store.incidents.change(told.incident, change.from, change.event, told.outbox))) continue;
    await takeLead(deps, told.incident, incident);
    log.info('experiment answered', { experiment: experiment.id, incident: incident.id, state: change.incident.state });
    concluded += 1;
  }
  return concluded;
}

/** Experiments that this one carries on, itself included. */
function triesOf(experiment: Experiment, all: readonly Experiment[]): number {
  let [tries, before] = [1, experiment.continues];
  for (const older of [...all].reverse()) {
    if (older.id !== before) continue;
    tries += 1;
    before = older.continues;
  }
  return tries;
}

async function othersOf({ store }: JudgeDeps, { candidates }: Experiment, { id, nightId }: Incident) {
  if (!fleetMatters(candidates)) return [];
  return otherEvidence(await store.incidents.list({ nightId }, CANDIDATES_MAX), id);
}

/** The series of an experiment with the bands in force. */
export async function judgedSeries(
  { store }: Pick<JudgeDeps, 'store'>,
  experiment: Pick<Experiment, 'seriesIds'>,
): Promise<JudgedSeries[]> {
  const bands = await store.series.bands(experiment.seriesIds);
  const result: JudgedSeries[] = [];
  for (const id of experiment.seriesIds) {
    const series = await store.series.get(id);
    if (series) result.push({ series, band: bands.get(id) ?? null });
  }
  return result;
}
