import type { Conclusion, SearchAsk, SearchStage, TrialResult, TrialVerdict } from '../../model/search.ts';
import { members, type UnitSet } from './bits.ts';
import { changesOf, type Lattice } from './closure.ts';
import { conclude } from './conclude.ts';
import type { Ledger, Noted } from './ledger.ts';
import type { SearchProblem } from './problem.ts';
import { mixtureText } from './wording.ts';

/** What a part of the search asks, and what is to be said when there is no budget left to answer it. */
export interface Question {
  readonly ask: SearchAsk;
  readonly spent: (budget: string) => Conclusion;
}

/** A part of a search: it yields questions, is given their answers, and returns what it found. */
export type Probe<T> = Generator<Question, T, Noted>;

/** What every part of a search works on. */
export interface Session {
  readonly problem: SearchProblem;
  readonly lattice: Lattice;
  readonly ledger: Ledger;
}

/** A mixture and what it is. `at`, `result`: null where nobody had to try, because it is one of both sides. */
export interface Trial {
  readonly set: UnitSet;
  readonly at: number | null;
  readonly verdict: TrialVerdict;
  readonly result: TrialResult | null;
}

/** Two mixtures, the good one within the bad one: what lies between them holds a cause. */
export interface Span {
  readonly good: Trial;
  readonly bad: Trial;
}

/** Number of the newer step of both ends: the one that the next trial narrows. */
export function parentOf({ good, bad }: Span): number | null {
  if (good.at === null || bad.at === null) return good.at ?? bad.at;
  return Math.max(good.at, bad.at);
}

/**
 * Tries a mixture of a search. Both sides themselves are known.
 *
 * @param span what it narrows; @param candidates what is still a candidate, should the budget end here.
 */
export function* tryOut(
  session: Session,
  set: UnitSet,
  stage: SearchStage,
  span: Span,
  candidates: UnitSet,
): Probe<Trial> {
  const { lattice, ledger } = session;
  for (const end of [span.good, span.bad]) if (end.set === set) return end;
  if (set === 0n) return { set, at: null, verdict: 'good', result: null };
  const taken = changesOf(lattice, set);
  const ask: SearchAsk = {
    kind: 'trial',
    stage,
    mixture: { taken: taken.map(({ factor }) => factor).sort() },
    text: mixtureText(taken, changesOf(lattice, lattice.all & ~set)),
    parent: parentOf(span),
  };
  const left = changesOf(lattice, candidates);
  const spent = (budget: string) =>
    conclude(ledger, {
      outcome: 'blocked',
      left,
      reason: `${budget} with ${left.length} of ${members(lattice.all).length} candidates left`,
    });
  const noted = yield { ask, spent };
  const result = noted.answer as TrialResult;
  return { set, at: noted.at, verdict: result.verdict, result };
}
