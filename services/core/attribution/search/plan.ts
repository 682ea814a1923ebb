import type { Conclusion, SearchAsk, SearchStep, TrialResult } from '../../model/search.ts';
import { findCauses } from './causes.ts';
import { changesOf, dependants, latticeOf, unitsOf } from './closure.ts';
import { conclude } from './conclude.ts';
import { isNoEnvironment, keyOf, ledgerOf, tallyOf } from './ledger.ts';
import { type Probe, type Session, type Span, type Trial, tryOut } from './probe.ts';
import type { SearchMove, SearchProblem } from './problem.ts';

export type { SearchMove, SearchProblem } from './problem.ts';

/** Trials of a search, those that cannot be built included, unless the budget says otherwise. */
export const TRIALS_MAX = 256;

/**
 * What a search asks next, or its end: a pure function of the problem and the answered steps. The whole search is run
 * again from its start at every call; what a step has answered is taken from there, and the first question that none has
 * is the next ask. So a search that was interrupted goes on where it was, and a recorded one replays.
 */
export function planSearch(problem: SearchProblem, steps: readonly SearchStep[]): SearchMove {
  const session: Session = {
    problem,
    lattice: latticeOf(problem.changes, problem.implications),
    ledger: ledgerOf(steps),
  };
  const search = wholeSearch(session);
  let next = search.next();
  // Ends: no part of a search goes on without using up a candidate, an element or an item.
  while (!next.done) {
    const { ask, spent } = next.value;
    const noted = session.ledger.known.get(keyOf(ask));
    if (noted === undefined) {
      const budget = budgetSpent(session);
      return budget === null ? { kind: 'ask', ask } : { kind: 'end', conclusion: spent(budget) };
    }
    next = search.next(noted);
  }
  return { kind: 'end', conclusion: next.value };
}

/** Which budget has ended; null: none. */
function budgetSpent({ problem, ledger }: Session): string | null {
  const { maxRuns, maxTrials = TRIALS_MAX, ended } = problem.budget;
  if (ended !== undefined) return ended;
  const { runs, trials } = tallyOf(ledger);
  if (runs >= maxRuns) return `the budget of ${maxRuns} runs ended`;
  return trials >= maxTrials ? `the budget of ${maxTrials} trials ended` : null;
}

function* wholeSearch(session: Session): Probe<Conclusion> {
  const { lattice, ledger, problem } = session;
  const split = problem.split ? yield* askSplit(session) : null;
  const ended = split?.result ? splitConclusion(session, split.result) : null;
  if (ended) return ended;
  if (lattice.all === 0n)
    return conclude(ledger, { outcome: 'blocked', reason: 'nothing that can be restored differs' });
  const at = split?.at ?? null;
  const both: Span = {
    good: { set: 0n, at, verdict: 'good', result: null },
    bad: { set: lattice.all, at, verdict: 'bad', result: split?.result ?? null },
  };
  return yield* findCauses(session, yield* hinted(session, both));
}

function* askSplit({ lattice, ledger, problem }: Session): Probe<Trial> {
  const left = changesOf(lattice, lattice.all);
  const ask: SearchAsk = {
    kind: 'trial',
    stage: 'split',
    mixture: { taken: left.map(({ factor }) => factor).sort() },
    text: 'all old against all new',
    parent: null,
  };
  const spent = (budget: string) =>
    conclude(ledger, {
      outcome: 'blocked',
      left: problem.changes,
      reason: `${budget} before it was known whether both sides differ`,
    });
  const { at, answer } = yield { ask, spent };
  const result = answer as TrialResult;
  return { set: lattice.all, at, verdict: result.verdict, result };
}

/** What the split says by itself; null: both sides differ. */
function splitConclusion({ ledger, problem }: Session, result: TrialResult): Conclusion | null {
  if (result.verdict === 'bad') return null;
  const fails = problem.levelKind === 'failure' ? 'the failure does not come back' : 'both sides give the same';
  if (result.verdict === 'good')
    return conclude(ledger, { outcome: 'not-reproducible', reason: `${fails}: ${result.reason}` }, result);
  if (result.unresolved === 'undecided')
    return conclude(
      ledger,
      { outcome: 'not-reproducible', reason: `no difference was shown: ${result.reason}` },
      result,
    );
  const why = isNoEnvironment(result) ? 'one side cannot be run' : 'the comparison of both sides was lost';
  return conclude(ledger, { outcome: 'blocked', left: problem.changes, reason: `${why}: ${result.reason}` }, result);
}

/** Tries all new without the hint first: where that is good, only the hint and what needs it are left. */
function* hinted(session: Session, both: Span): Probe<Span> {
  const { lattice, problem } = session;
  const hint = problem.hint && unitsOf(lattice, problem.hint);
  if (!hint) return both;
  const trial = yield* tryOut(session, lattice.all & ~dependants(lattice, hint), 'search', both, lattice.all);
  if (trial.verdict === 'unresolved') return both;
  return trial.verdict === 'good' ? { good: trial, bad: both.bad } : { good: both.good, bad: trial };
}
