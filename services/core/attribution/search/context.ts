import { members, size, type UnitSet } from './bits.ts';
import { closure, dependants, halvings } from './closure.ts';
import { partsOf } from './halves.ts';
import { type Probe, type Session, type Span, type Trial, tryOut } from './probe.ts';

/** What can be said of a cause that cannot be run by itself. */
export interface Context {
  /** The smallest mixture with the cause that could be run and was bad. */
  readonly bad: Trial;
  /** A smaller one with the cause that is good, so that something else is needed as well; null: there was none. */
  readonly good: Trial | null;
}

/**
 * Where `all old with the cause new` cannot be run, what is the least that must be new with it? Takes ever smaller parts
 * out of the bad mixture (ddmin) and keeps what stays bad. A mixture that turns out good although it has the cause says
 * that the cause alone does not make it. At most ⌈log2 n⌉ of its trials may be answered by running, which keeps a whole search for one
 * cause among n within its bound; what cannot be built costs no decision. It ends: every round makes the mixture smaller or the parts finer.
 *
 * @param cause units that stay new; @param span its bad end is the mixture to start from.
 */
export function* smallestContext(session: Session, cause: UnitSet, span: Span, proven: UnitSet): Probe<Context> {
  const { lattice } = session;
  const base = closure(lattice, cause);
  let allowance = halvings(size(lattice.all));
  let trial = span.bad;
  let parts = 2;
  const tried = new Set<UnitSet>([base]);
  while (allowance > 0) {
    const rest = members(trial.set & ~base);
    const sets = partsOf(rest, parts).map((part) => trial.set & ~dependants(lattice, part));
    const set = sets.find((one) => !tried.has(one));
    if (set === undefined) {
      if (parts >= rest.length) break;
      parts *= 2;
      continue;
    }
    tried.add(set);
    const next = yield* tryOut(session, set, 'sufficiency', { good: span.good, bad: trial }, proven | cause);
    if (next.result?.unresolved !== 'refused') allowance -= 1;
    if (next.verdict === 'good') return { bad: trial, good: next };
    if (next.verdict === 'bad') {
      trial = next;
      parts = 2;
    }
  }
  return { bad: trial, good: null };
}
