import type { Conclusion, TrialResult } from '../../model/search.ts';
import { type Ledger, tallyOf } from './ledger.ts';

/**
 * A conclusion with what the answers cost and what they rest on. What is not said of it is empty.
 *
 * @param basis the trial whose effect is the cause's; null: there is none, and the effect is not known here.
 */
export function conclude(
  ledger: Ledger,
  said: Pick<Conclusion, 'outcome' | 'reason'> & Partial<Conclusion>,
  basis: TrialResult | null = null,
): Conclusion {
  const { decisions, betweenDecisions, runs, refused } = tallyOf(ledger);
  return {
    factors: [],
    relation: null,
    group: false,
    first: null,
    necessity: null,
    sufficiency: null,
    left: [],
    suspects: [],
    // The search itself does not know which metric it is about; who starts it does.
    metric: null,
    effect: basis?.effect ?? null,
    interval: basis?.interval ?? null,
    // 1: no evidence either way.
    evidence: basis?.evidence ?? 1,
    pairs: basis?.pairs ?? 0,
    decisions,
    betweenDecisions,
    runs,
    refused,
    ...said,
  };
}
