import type { Mixture, SearchAnswer, SearchAsk, SearchStep, TrialResult } from '../../model/search.ts';

/** An answer with the number of its step. */
export interface Noted<T extends SearchAnswer = SearchAnswer> {
  readonly at: number;
  readonly answer: T;
}

/** What a search has learned so far, by what was asked: the same question is never asked twice, whichever stage asks. */
export interface Ledger {
  readonly steps: readonly SearchStep[];
  readonly known: ReadonlyMap<string, Noted>;
}

/** Reads the answered steps. */
export function ledgerOf(steps: readonly SearchStep[]): Ledger {
  const known = new Map(
    steps.flatMap(({ ask, answer, at }): [string, Noted][] => (answer ? [[keyOf(ask), { at, answer }]] : [])),
  );
  return { steps, known };
}

/** Two asks with the same key are the same question. */
export function keyOf(ask: SearchAsk): string {
  return ask.kind === 'between' ? `between ${ask.what}` : mixtureKey(ask.mixture);
}

function mixtureKey({ taken, versions, commit, image }: Mixture): string {
  return JSON.stringify([[...taken].sort(), versions ?? null, commit ?? null, image ?? null]);
}

/** What the answers cost, and what the builds that failed said. */
export interface Tally {
  /** Trials that were decided by running something; those between the two sides of a cause apart. */
  readonly decisions: number;
  readonly betweenDecisions: number;
  /** All trials, those without a run included. */
  readonly trials: number;
  readonly runs: number;
  readonly refused: readonly string[];
}

/** Adds up what has been answered. */
export function tallyOf({ steps }: Ledger): Tally {
  const trials = steps.flatMap(({ ask, answer }) =>
    ask.kind === 'trial' && answer?.kind === 'trial' ? [{ stage: ask.stage, answer }] : [],
  );
  const ran = trials.filter(({ answer }) => answer.unresolved !== 'refused');
  return {
    decisions: ran.filter(({ stage }) => stage !== 'between' && stage !== 'host').length,
    betweenDecisions: ran.filter(({ stage }) => stage === 'between').length,
    trials: trials.length,
    runs: trials.reduce((sum, { answer }) => sum + answer.runs, 0),
    refused: trials.filter(({ answer }) => isNoEnvironment(answer)).map(({ answer }) => answer.reason),
  };
}

/** Whether there is no such environment: it cannot be built, or it breaks in a way that has nothing to do with the question. */
export function isNoEnvironment({ unresolved }: Pick<TrialResult, 'unresolved'>): boolean {
  return unresolved === 'refused' || unresolved === 'broken';
}
