import { noCause } from '../../core/attribution/no-cause.ts';
import { planSearch } from '../../core/attribution/search/plan.ts';
import type { Conclusion, Search, SearchStep } from '../../core/model/search.ts';
import { problemOf } from './problem.ts';

/**
 * What is known where a search must stop before its end: a cause that both proofs hold for stays one, without the first bad
 * version that was still looked for; before that, the candidates that are left.
 *
 * @param why one clause.
 */
export function cutShort(search: Search, steps: readonly SearchStep[], why: string): Conclusion {
  const problem = problemOf(search, steps);
  const move = planSearch({ ...problem, budget: { ...problem.budget, ended: why } }, steps);
  return move.kind === 'end' ? move.conclusion : noCause('blocked', why, { left: search.changes });
}
