import type { FactorChange } from '../../model/incident.ts';
import type { BetweenKind, Conclusion, Mixture, SearchAnswer, SearchAsk, TrialResult } from '../../model/search.ts';
import { factorKind } from '../factor.ts';
import type { UnitSet } from './bits.ts';
import { changesOf } from './closure.ts';
import type { Probe, Session } from './probe.ts';

/** Neighbours between which a cause lies, and what says so; `note` is empty unless the budget ended. */
export type Found = (first: Conclusion['first'], note: string) => Conclusion;

/** What lies between both sides of a cause, by the kind of its factor; nothing lies between the sides of the others. */
const WHAT: Readonly<Record<string, BetweenKind>> = { package: 'versions', code: 'commits', image: 'digests' };

/**
 * Narrows a proven cause to two neighbours among what lies between its two sides: bisection, as `git bisect` does it. One that gives no
 * answer is skipped for its nearest neighbour; those that stay between the last good and the first bad one are named.
 * With k in between it takes ⌈log2(k + 1)⌉ decisions where all of them can be tried.
 *
 * @param changes the cause; a group is led by its first member, and what goes with that is resolved anew.
 * @param context what is new beside the cause, so that the cause decides: good with it old, bad with it new.
 * @param parent step that showed the context; @param found makes the conclusion.
 */
export function* bisectBetween(
  session: Session,
  changes: readonly FactorChange[],
  context: UnitSet,
  parent: number | null,
  found: Found,
): Probe<Conclusion> {
  const leader = changes[0] as FactorChange;
  const what = WHAT[factorKind(leader.factor)];
  if (what === undefined || leader.from === '' || leader.to === '') return found(null, '');
  const noted = yield { ask: { kind: 'between', what, factors: changes }, spent: (budget) => found(null, budget) };
  const { items } = noted.answer as Extract<SearchAnswer, { kind: 'between' }>;
  if (items.length === 0) return found(null, '');

  const all = [leader.from, ...items, leader.to];
  const beside = changesOf(session.lattice, context).map(({ factor }) => factor);
  const skipped = new Set<number>();
  let good = 0;
  let bad = all.length - 1;
  let above = parent;
  const first = () => ({
    what,
    lastGood: all[good] as string,
    firstBad: all[bad] as string,
    skipped: all.slice(good + 1, bad),
  });
  // Ends: each round moves one end or skips one more.
  for (let next = nearest(good, bad, skipped); next !== null; next = nearest(good, bad, skipped)) {
    const item = all[next] as string;
    const ask: SearchAsk = {
      kind: 'trial',
      stage: 'between',
      mixture: mixtureWith(what, beside, changes, item),
      text: `${leader.factor} ${item}`,
      parent: above,
    };
    const spent = (budget: string) => found(first(), budget);
    const { at, answer } = yield { ask, spent };
    const { verdict } = answer as TrialResult;
    if (verdict === 'unresolved') skipped.add(next);
    else {
      above = at;
      if (verdict === 'good') good = next;
      else bad = next;
    }
  }
  return found(first(), '');
}

/** The one nearest to the middle that was not skipped; null: none is left between both ends. */
function nearest(good: number, bad: number, skipped: ReadonlySet<number>): number | null {
  const middle = (good + bad) / 2;
  const open = Array.from({ length: bad - good - 1 }, (_, i) => good + 1 + i).filter((at) => !skipped.has(at));
  if (open.length === 0) return null;
  return open.reduce((best, at) => (Math.abs(at - middle) < Math.abs(best - middle) ? at : best));
}

/**
 * A commit gives the whole code, so no file of it comes from either side. The others of a group of packages are taken: they
 * may then move with the leader between their own two versions.
 */
function mixtureWith(
  what: BetweenKind,
  beside: readonly string[],
  [leader, ...others]: readonly FactorChange[],
  item: string,
): Mixture {
  const taken = beside.filter((one) => what !== 'commits' || factorKind(one) !== 'code').sort();
  if (what === 'commits') return { taken, commit: item };
  if (what === 'digests') return { taken, image: item };
  const { factor } = leader as FactorChange;
  const free = [...taken, ...others.map((other) => other.factor)].sort();
  return { taken: free, versions: { [factor.slice('package:'.length)]: item } };
}
