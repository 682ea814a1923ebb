import type {
  ConclusionView,
  SearchDetail,
  SearchStepView,
  SearchView,
  SideView,
} from '../../core/model/api/search.ts';
import type { FactorChange } from '../../core/model/incident.ts';
import type { Conclusion, Search, SearchStep, SideRequest } from '../../core/model/search.ts';
import type { Store } from '../../core/ports/store.ts';
import { experimentView } from './experiment.ts';

const changesOf = (changes: readonly FactorChange[]) => changes.map(({ factor, from, to }) => ({ factor, from, to }));

/** A search as a list shows it: without both sides' pins, which are long. */
export function searchView(search: Search): SearchView {
  const { id, project, incidentId, actor, benchmark, platform, state, createdAt, updatedAt } = search;
  const { sides, metric, changes, host, budget, bound, conclusion, reason } = search;
  return {
    ...{ id, project, incidentId, actor, benchmark, platform, state, createdAt, updatedAt, metric, host, reason },
    sides: { good: sideView(sides.good), bad: sideView(sides.bad) },
    changes: changesOf(changes),
    budget: { ...budget },
    bound: bound && { ...bound },
    conclusion: conclusion && conclusionView(conclusion),
  };
}

/** A search with its steps and the runs of each. */
export async function searchDetail(store: Store, search: Search): Promise<SearchDetail> {
  const steps = await store.searches.steps(search.id);
  return {
    search: searchView(search),
    metrics: search.metrics.map(({ name, unit, scale }) => ({ name, unit, scale })),
    steps: await Promise.all(steps.map((step) => stepView(store, step))),
  };
}

/** What a search concluded, as its own copy. */
export function conclusionView(conclusion: Conclusion): ConclusionView {
  const { first, interval } = conclusion;
  return {
    ...conclusion,
    factors: changesOf(conclusion.factors),
    left: changesOf(conclusion.left),
    suspects: changesOf(conclusion.suspects),
    first: first && { ...first, skipped: [...first.skipped] },
    interval: interval && [...interval],
    refused: [...conclusion.refused],
  };
}

function sideView(side: SideRequest): SideView {
  return side.kind === 'lock' ? { kind: 'lock', characters: side.text.length } : side;
}

async function stepView(
  store: Store,
  { at, ask, answer, experimentId, createdAt }: SearchStep,
): Promise<SearchStepView> {
  const [experiment, runs] =
    experimentId === null
      ? [null, []]
      : await Promise.all([store.experiments.get(experimentId), store.experiments.runs(experimentId)]);
  return {
    at,
    ask: askView(ask),
    answer: answer && answerView(answer),
    createdAt,
    experiment: experiment && experimentView(experiment, runs),
  };
}

function askView(ask: SearchStep['ask']): SearchStepView['ask'] {
  if (ask.kind === 'between') return { kind: 'between', what: ask.what, factors: changesOf(ask.factors) };
  const { taken, versions, ...rest } = ask.mixture;
  return { ...ask, mixture: { ...rest, taken: [...taken], ...(versions ? { versions: { ...versions } } : {}) } };
}

function answerView(answer: NonNullable<SearchStep['answer']>): NonNullable<SearchStepView['answer']> {
  if (answer.kind === 'between') return { kind: 'between', items: [...answer.items] };
  return { ...answer, interval: answer.interval && [...answer.interval] };
}
