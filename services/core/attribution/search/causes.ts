import type { Conclusion } from '../../model/search.ts';
import { bisectBetween } from './between.ts';
import { type UnitSet, union } from './bits.ts';
import { changesOf, dependants } from './closure.ts';
import { conclude } from './conclude.ts';
import { ELEMENTS_MAX, type Sufficient, sufficientSet } from './interact.ts';
import { isolate } from './isolate.ts';
import type { Probe, Session, Span, Trial } from './probe.ts';
import { tryOut } from './probe.ts';
import { standing, weighProofs } from './prove.ts';

/** Causes of which each does it by itself are looked for up to this many. */
export const CAUSES_MAX = 4;

/**
 * From a good and a bad mixture to a conclusion. A set of changes that is sufficient is found, then taken from all new:
 * where that is good it is necessary as well, and where it is still bad something else among the rest does it too.
 *
 * What needs the cause is old with it, since it cannot be new without. That those changes are not the cause themselves is
 * known from the pair that decided: they were old in both of its environments.
 */
export function* findCauses(session: Session, start: Span): Probe<Conclusion> {
  const { lattice } = session;
  const causes: Sufficient[] = [];
  let proven: UnitSet = 0n;
  let span = start;
  while (causes.length < CAUSES_MAX) {
    const isolated = yield* isolate(session, span, proven);
    const cause = yield* sufficientSet(session, isolated, proven);
    if (cause === null) return tooMany(session, span.bad.set | proven, `${ELEMENTS_MAX} changes are needed together`);
    causes.push(cause);
    proven |= cause.set;
    const without = lattice.all & ~dependants(lattice, proven);
    const necessity = yield* tryOut(session, without, 'necessity', cause.span, proven);
    if (necessity.verdict !== 'bad') return yield* finish(session, causes, proven, necessity);
    span = { good: { set: 0n, at: start.good.at, verdict: 'good', result: null }, bad: necessity };
  }
  return tooMany(session, lattice.all, `${CAUSES_MAX} changes do it, each by itself`);
}

/** Nobody reads an issue about so many at once, and its proofs would cost more than they tell. */
function tooMany({ lattice, ledger }: Session, left: UnitSet, what: string): Conclusion {
  return conclude(ledger, { outcome: 'blocked', left: changesOf(lattice, left), reason: `more than ${what}` });
}

function* finish(
  session: Session,
  causes: readonly Sufficient[],
  proven: UnitSet,
  necessity: Trial,
): Probe<Conclusion> {
  const { lattice, ledger } = session;
  const factors = changesOf(lattice, proven);
  const suspects = changesOf(lattice, union(causes.map(({ companions }) => companions)) & ~proven);
  const judged = weighProofs(causes, necessity, factors, suspects);
  const [cause] = causes as readonly [Sufficient, ...Sufficient[]];
  const enough = standing(cause.proof, 'bad') === 'holds';
  const said = {
    ...judged,
    ...(judged.outcome === 'blocked' ? { left: factors } : { factors, suspects }),
    necessity: necessity.verdict === 'good' ? necessity.at : null,
    sufficiency: enough ? cause.proof.at : null,
  };
  const basis = (enough ? cause.proof : cause.span.bad).result;
  if (judged.outcome !== 'found') return conclude(ledger, said, basis);
  // All new but for the cause is the richest context, and its good end has been tried.
  const context = necessity.verdict === 'good' ? necessity : cause.span.good;
  return yield* bisectBetween(session, factors, context.set, context.at, (first, note) =>
    conclude(ledger, { ...said, first, reason: note === '' ? said.reason : `${said.reason}; ${note}` }, basis),
  );
}
