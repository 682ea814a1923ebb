import type { Experiment } from '../../core/model/experiment.ts';
import type { Search, SearchStep } from '../../core/model/search.ts';
import type { SearchDeps } from './deps.ts';
import { weigh } from './weigh.ts';

/** Runs that are older say nothing of a host as it is now, in milliseconds: two weeks. */
const REUSE_MS = 14 * 86_400_000;

/**
 * The answer that the runs of an earlier experiment with the same contents give, on the same host where the metric feels
 * it; null: there is none that decides. It costs no run, and the step names that experiment as its evidence. A split is
 * always run: it is what says that today's host still shows the difference.
 */
export async function reusedAnswer(
  { store, clock }: SearchDeps,
  search: Search,
  { trial, id }: Experiment,
): Promise<Pick<SearchStep, 'answer' | 'experimentId'> | null> {
  if (trial === null || trial.question !== 'classify' || search.levels === null) return null;
  const known = await store.searches.known(trial.key, search.levels.paired ? search.host : null);
  if (known === null || known.id === id) return null;
  if (clock.now().getTime() - Date.parse(known.createdAt) > REUSE_MS) return null;
  const { result } = await weigh(store, search, known);
  if (result.verdict === 'unresolved' && result.unresolved !== 'broken') return null;
  return { answer: { ...result, runs: 0 }, experimentId: known.id };
}
