import type { Unresolved } from '../../model/search.ts';
import type { UnitSet } from './bits.ts';
import { isUnit } from './closure.ts';
import { nextSet } from './halves.ts';
import { isNoEnvironment } from './ledger.ts';
import { type Probe, type Session, type Span, type Trial, tryOut } from './probe.ts';

/** A pair of mixtures that cannot be narrowed further. */
export interface Isolated extends Span {
  /** What the bad one has and the good one has not: one unit, or several that could not be told apart. */
  readonly cause: UnitSet;
  /** Why they could not: null, one unit is left; `refused`, nothing between them can be built or run; else no answer. */
  readonly open: Extract<Unresolved, 'refused' | 'undecided' | 'lost'> | null;
}

/**
 * Narrows a difference from both ends to what makes it: `dd` of Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input" (2002), over mixtures that can exist. A good mixture raises the lower end, a bad one lowers the
 * upper end, and one that gives no answer is not tried again. At the end the good and the bad mixture differ in the
 * cause alone; what else is new is new in both. It ends: every round narrows the difference or uses up a candidate.
 *
 * @param proven causes that are known already, for the candidates that are left when the budget ends.
 */
export function* isolate(session: Session, start: Span, proven: UnitSet): Probe<Isolated> {
  let span = start;
  const unresolved: Trial[] = [];
  while (!isUnit(span.bad.set & ~span.good.set)) {
    const { good, bad } = span;
    const without = unresolved.map(({ set }) => set).filter((set) => isBetween(set, good.set, bad.set));
    const set = nextSet(session.lattice, good.set, bad.set, without);
    if (set === null) break;
    const trial = yield* tryOut(session, set, 'search', span, proven | (bad.set & ~good.set));
    if (trial.verdict === 'unresolved') unresolved.push(trial);
    else span = trial.verdict === 'good' ? { good: trial, bad } : { good, bad: trial };
  }
  const between = unresolved.filter(({ set }) => isBetween(set, span.good.set, span.bad.set));
  const cause = span.bad.set & ~span.good.set;
  return { ...span, cause, open: isUnit(cause) ? null : worst(between) };
}

/** A trial that was lost weighs more than one too close to call, and that more than what cannot exist. */
function worst(trials: readonly Trial[]): Isolated['open'] {
  const reasons = trials.map(({ result }) => result as NonNullable<Trial['result']>);
  if (reasons.every(isNoEnvironment)) return 'refused';
  return reasons.some(({ unresolved }) => unresolved === 'lost') ? 'lost' : 'undecided';
}

function isBetween(set: UnitSet, low: UnitSet, high: UnitSet): boolean {
  return (low & ~set) === 0n && (set & ~high) === 0n;
}
