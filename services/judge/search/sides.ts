import type { Experiment, ExperimentRun } from '../../core/model/experiment.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import type { SearchDeps } from './deps.ts';

/** What an incident's two environments are known by: a run of each, and the experiment that confirmed it. */
export interface KnownSides {
  readonly good: Run;
  readonly bad: Run;
  readonly experiment: Experiment | null;
  readonly runs: readonly ExperimentRun[];
}

/** The runs that stand for both sides: those of the confirmation, else of both nights. Null: no good environment is known. */
export async function knownSides(deps: Pick<SearchDeps, 'store'>, incident: Incident): Promise<KnownSides | null> {
  const { store } = deps;
  const experiment = incident.experimentId === null ? null : await store.experiments.get(incident.experimentId);
  const runs = experiment === null ? [] : await store.experiments.runs(experiment.id);
  const good = (await runOfArm(deps, runs, 'good')) ?? (await runOfNight(deps, incident, incident.goodNightId));
  const bad = (await runOfArm(deps, runs, 'bad')) ?? (await runOfNight(deps, incident, incident.nightId));
  return good === null || bad === null ? null : { good, bad, experiment, runs };
}

async function runOfArm(
  { store }: Pick<SearchDeps, 'store'>,
  runs: readonly ExperimentRun[],
  arm: ExperimentRun['arm'],
): Promise<Run | null> {
  const own = runs.filter((run) => run.arm === arm);
  const telling = own.find(({ outcome }) => outcome === 'measured') ?? own.at(0);
  return telling === undefined ? null : await store.runs.get(telling.runId);
}

async function runOfNight(
  { store }: Pick<SearchDeps, 'store'>,
  { project, benchmark, platform }: Incident,
  nightId: string | null,
): Promise<Run | null> {
  if (nightId === null) return null;
  return (await store.runs.list({ project, benchmark, platform, nightId, state: 'ended' }, 1)).items[0] ?? null;
}
