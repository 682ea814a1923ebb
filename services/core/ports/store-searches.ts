import type { Experiment } from '../model/experiment.ts';
import type { Search, SearchAnswer, SearchState, SearchStep } from '../model/search.ts';

export interface SearchFilter {
  readonly project?: string;
  readonly incidentId?: string;
  readonly states?: readonly SearchState[];
}

/** Searches and their steps. Everything that changes is a compare-and-set: a loop that died is carried on by the next. */
export interface SearchStore {
  create(search: Search): Promise<void>;
  get(id: string): Promise<Search | null>;
  /** Newest first. */
  list(filter: SearchFilter, limit: number): Promise<readonly Search[]>;
  /** Replaces a search that is still in `from`; false when it is not: nothing is written then. */
  change(search: Search, from: SearchState): Promise<boolean>;
  /** In their order. */
  steps(searchId: string): Promise<readonly SearchStep[]>;
  /** Begins a step, with its experiment where it has one, in one transaction; false when that number exists. */
  begin(step: SearchStep, experiment: Experiment | null): Promise<boolean>;
  /** Answers a step that has no answer yet; false when it has. */
  answer(searchId: string, at: number, answer: SearchAnswer): Promise<boolean>;
  /** The newest ended experiment of any search with this key on this host (any host: null), whose runs can be used again. */
  known(key: string, host: string | null): Promise<Experiment | null>;
}
