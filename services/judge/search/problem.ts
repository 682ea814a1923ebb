import type { SearchProblem } from '../../core/attribution/search/problem.ts';
import type { Search, SearchStep } from '../../core/model/search.ts';

/**
 * What the search has to explain. The same steps give the same problem whenever they are replayed: whether it began with a
 * split is told by its first step, since the split's answer gives it its levels.
 */
export function problemOf(search: Search, steps: readonly SearchStep[]): SearchProblem {
  const [first] = steps;
  const split =
    first === undefined ? search.levels === null : first.ask.kind === 'trial' && first.ask.stage === 'split';
  return {
    changes: search.changes,
    implications: search.implications,
    levelKind: search.levels?.kind ?? 'numbers',
    hint: search.hint ?? null,
    split,
    budget: { maxRuns: search.budget.maxRuns },
  };
}

/** Runs of one more pair of a trial: both sides, or the mixture alone where its level tells by itself. */
export function runsOfPair({ levels }: Pick<Search, 'levels'>): number {
  return levels === null || levels.paired ? 2 : 1;
}
