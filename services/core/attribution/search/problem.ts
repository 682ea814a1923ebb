import type { FactorChange } from '../../model/incident.ts';
import type { Conclusion, Implication, SearchAsk } from '../../model/search.ts';

/** What a search has to explain, and with what it may do so. */
export interface SearchProblem {
  /** Restorable differences between both sides, in any order. */
  readonly changes: readonly FactorChange[];
  readonly implications: readonly Implication[];
  readonly levelKind: 'numbers' | 'failure';
  /** Causes that were proven for other incidents: tried first, for one decision. */
  readonly hint: readonly string[] | null;
  /** Whether the split is asked; false: the incident's experiment has shown it. */
  readonly split: boolean;
  /** `maxTrials` bounds the trials, those that cannot be built included; `ended` says why nothing more may be asked. */
  readonly budget: { readonly maxRuns: number; readonly maxTrials?: number; readonly ended?: string };
}

/** What comes next in a search. */
export type SearchMove =
  | { readonly kind: 'ask'; readonly ask: SearchAsk }
  | { readonly kind: 'end'; readonly conclusion: Conclusion };
