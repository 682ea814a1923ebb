import type { TrialResult } from '../../model/search.ts';
import { type UnitSet, union } from './bits.ts';
import { closure } from './closure.ts';
import { smallestContext } from './context.ts';
import { type Isolated, isolate } from './isolate.ts';
import { isNoEnvironment } from './ledger.ts';
import { type Probe, type Session, type Span, type Trial, tryOut } from './probe.ts';

/** Factors that act only together are looked for up to this many: nobody reads an issue about five at once. */
export const ELEMENTS_MAX = 4;

/** A smallest set of changes that makes the difference by itself, as far as it could be tried. */
export interface Sufficient {
  /** Each is one unit, or several that could not be told apart. */
  readonly elements: readonly Isolated[];
  readonly set: UnitSet;
  /** All old with the set new. `bad`: proven. */
  readonly proof: Trial;
  /** The pair that decided: the same but for the element that was found last. */
  readonly span: Span;
  /** What else was new in the smallest mixture that could be run; nothing where the set itself could. */
  readonly companions: UnitSet;
}

/**
 * Finds what must be new together, from the element that was isolated first: while `all old with these new` is good,
 * something between that and the known bad mixture is needed as well, and is isolated in the same way. The elements
 * found first are then left out once each, since what was new beside them then may not be needed. Null: more than
 * `ELEMENTS_MAX`.
 */
export function* sufficientSet(session: Session, first: Isolated, proven: UnitSet): Probe<Sufficient | null> {
  const elements: Isolated[] = [first];
  while (elements.length <= ELEMENTS_MAX) {
    const span = elements.at(-1) as Isolated;
    const set = union(elements.map(({ cause }) => cause));
    const proof = yield* tryOut(session, closure(session.lattice, set), 'sufficiency', span, proven | set);
    if (proof.verdict === 'bad')
      return yield* smallest(session, { elements, set, proof, span, companions: 0n }, proven);
    let good: Trial | null = proof;
    let bad = span.bad;
    if (proof.verdict === 'unresolved') {
      const exists = !isNoEnvironment(proof.result as TrialResult);
      ({ good, bad } = exists ? { good: null, bad } : yield* smallestContext(session, set, span, proven));
      const companions = bad.set & ~closure(session.lattice, set);
      if (good === null) return { elements, set, proof, span: { good: span.good, bad }, companions };
    }
    elements.push(yield* isolate(session, { good: good as Trial, bad }, proven | set));
  }
  return null;
}

/** Leaves out every element that is not needed. That the last one is, is known: without it the mixture was good. */
function* smallest(session: Session, start: Sufficient, proven: UnitSet): Probe<Sufficient> {
  let found = start;
  for (const element of start.elements.slice(0, -1)) {
    const elements = found.elements.filter((one) => one !== element);
    const set = union(elements.map(({ cause }) => cause));
    const span = { good: found.span.good, bad: found.proof };
    const candidates = proven | found.set;
    const proof = yield* tryOut(session, closure(session.lattice, set), 'sufficiency', span, candidates);
    if (proof.verdict === 'bad') found = { ...found, elements, set, proof };
  }
  return found;
}
