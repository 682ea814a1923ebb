import { classified } from '../../core/attribution/trial/question.ts';
import { splitStep, trialStep } from '../../core/attribution/trial/trial-step.ts';
import { PlumblineError } from '../../core/errors.ts';
import type { NextStep } from '../../core/judge/experiment-step.ts';
import type { Experiment } from '../../core/model/experiment.ts';
import type { Search } from '../../core/model/search.ts';
import type { ApiDeps } from '../deps.ts';
import type { Decided } from './confirmation.ts';

/** What comes next in an experiment that a search asked for: everything it needs stands in the search. */
export async function decideTrial({ store }: Pick<ApiDeps, 'store'>, experiment: Experiment): Promise<Decided> {
  const search = await store.searches.get(experiment.trial?.searchId ?? '');
  if (search === null)
    throw new PlumblineError('NOT_FOUND', `the search of experiment "${experiment.id}" does not exist`);
  const { limits, metrics } = search;
  return {
    step: await stepOf({ store }, experiment, search),
    terms: async () => {
      if (limits === null) throw new PlumblineError('INTERNAL', `search ${search.id} runs and was never prepared`);
      return { limits, metrics };
    },
  };
}

async function stepOf({ store }: Pick<ApiDeps, 'store'>, experiment: Experiment, search: Search): Promise<NextStep> {
  const { id, state, metrics, metric: asked } = search;
  if (state !== 'running') return { kind: 'stop', reason: `search ${id} is ${state}` };
  const runs = await store.experiments.runs(experiment.id);
  const known = classified(experiment, search);
  return known === null
    ? splitStep(experiment, runs, metrics, asked)
    : trialStep(experiment, runs, known.levels, known.metric);
}
