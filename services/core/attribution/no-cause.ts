import type { FactorChange } from '../model/incident.ts';
import type { Conclusion } from '../model/search.ts';

/** What is still known where no search proved a cause. */
export interface Known {
  /** What differs on the host, for `host`. */
  readonly factors?: readonly FactorChange[];
  /** Candidates that are left, for `blocked`. */
  readonly left?: readonly FactorChange[];
  readonly metric?: string | null;
  readonly pairs?: number;
  readonly runs?: number;
  readonly refused?: readonly string[];
}

/**
 * The end of a search that proves nothing: it could not begin, could not go on, or the cause is outside what a container
 * brings along. It claims no effect and no evidence.
 *
 * @param reason one sentence.
 */
export function noCause(
  outcome: Extract<Conclusion['outcome'], 'blocked' | 'host' | 'not-reproducible'>,
  reason: string,
  known: Known = {},
): Conclusion {
  return {
    outcome,
    factors: known.factors ?? [],
    relation: null,
    group: false,
    first: null,
    necessity: null,
    sufficiency: null,
    left: known.left ?? [],
    suspects: [],
    metric: known.metric ?? null,
    effect: null,
    interval: null,
    evidence: 1,
    pairs: known.pairs ?? 0,
    decisions: 0,
    betweenDecisions: 0,
    runs: known.runs ?? 0,
    refused: known.refused ?? [],
    reason,
  };
}
