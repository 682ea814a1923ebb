import type { Search } from '../../core/model/search.ts';
import type { Mixer } from '../../core/ports/mixer.ts';
import type { JudgeDeps } from '../deps.ts';
import type { Tries } from './tries.ts';

/** What the loop that carries out searches works with. */
export interface SearchDeps extends Pick<JudgeDeps, 'store' | 'queue' | 'clock' | 'ids' | 'log'> {
  readonly mixer: Mixer;
  readonly config: {
    readonly project: string;
    /** Bound on the pairs of one trial. */
    readonly maxPairs: number;
    /** What a search that the judge starts may cost; 0 of either: it starts none. */
    readonly searchRuns: number;
    readonly searchMinutes: number;
    /** Values that must never reach an issue. */
    readonly secrets?: readonly string[];
  };
  /** Failures that may pass by themselves, of this process alone. */
  readonly tries: Tries;
}

/** The search with changes and the time of them. */
export function changed(deps: Pick<SearchDeps, 'clock'>, search: Search, change: Partial<Search>): Search {
  return { ...search, ...change, updatedAt: deps.clock.now().toISOString() };
}
