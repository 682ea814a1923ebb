import { classified } from '../../core/attribution/trial/question.ts';
import { splitResult } from '../../core/attribution/trial/split.ts';
import { weighTrial } from '../../core/attribution/trial/weigh.ts';
import type { Experiment, ExperimentRun } from '../../core/model/experiment.ts';
import type { Levels, Search, SearchStep, TrialResult } from '../../core/model/search.ts';
import type { Store } from '../../core/ports/store.ts';
import { changed, type SearchDeps } from './deps.ts';

/** What the runs of an experiment answer; `levels` is what a split has shown. */
export interface Weighed {
  readonly result: TrialResult;
  readonly levels: Levels | null;
}

/**
 * Answers a step whose experiment has ended. What a split shows of both levels and their host is written to the search
 * first, so that a search whose step is answered has them. False: the experiment is not over.
 */
export async function answerTrial(deps: SearchDeps, search: Search, step: SearchStep): Promise<boolean> {
  const { store, log } = deps;
  const experiment = step.experimentId === null ? null : await store.experiments.get(step.experimentId);
  if (experiment === null || experiment.state === 'queued' || experiment.state === 'running') return false;
  const { result, levels } = await weigh(store, search, experiment);
  if (!(await keepLevels(deps, search, step, result, levels))) return false;
  const answered = await store.searches.answer(search.id, step.at, result);
  const { verdict, unresolved, runs } = result;
  if (answered) log.info('trial answered', { search: search.id, step: step.at, verdict, unresolved, runs });
  return answered;
}

/** Weighs the runs of an ended experiment by the levels of a search. */
export async function weigh(store: Store, search: Search, experiment: Experiment): Promise<Weighed> {
  const runs = await store.experiments.runs(experiment.id);
  const known = classified(experiment, search);
  const weighed =
    known === null
      ? splitResult(experiment, runs, search.metrics, search.metric)
      : { result: weighTrial(experiment, runs, known.levels, known.metric), levels: null };
  const host = await hostOf(store, runs);
  return { ...weighed, result: { ...weighed.result, runs: runs.length, host } };
}

/** Stores what a split has shown of both sides; true where there is nothing to store. */
export async function keepLevels(
  deps: SearchDeps,
  search: Search,
  { ask }: Pick<SearchStep, 'ask'>,
  { host }: TrialResult,
  levels: Levels | null,
): Promise<boolean> {
  if (levels === null || ask.kind !== 'trial' || ask.stage !== 'split') return true;
  const { metric } = levels;
  return await deps.store.searches.change(changed(deps, search, { levels, metric, host }), 'running');
}

/** Host of the newest run: an experiment whose worker died may have gone on elsewhere. */
async function hostOf(store: Store, runs: readonly ExperimentRun[]): Promise<string | null> {
  const last = runs.at(-1);
  return last === undefined ? null : ((await store.runs.get(last.runId))?.host ?? null);
}
