import type { Conclusion } from '../model/search.ts';
import { factorKind } from './factor.ts';

/** Kinds whose names and values mean something in one benchmark alone: two may set `epochs` from 3 to 2 for two reasons. */
const OWN: ReadonlySet<string> = new Set(['config', 'env', 'command']);

/** What of a conclusion says which cause it is. */
type Cause = Pick<Conclusion, 'outcome' | 'factors'>;

/**
 * What tells one cause from another, as text: its factors with both sides, in one order. The first bad version is no part of
 * it, since two searches may skip different versions between the same sides. Null: no cause is named.
 */
export function causeKey({ outcome, factors }: Cause): string | null {
  const where = outcome === 'found' || outcome === 'several' ? 'container' : outcome === 'host' ? 'host' : null;
  if (where === null || factors.length === 0) return null;
  return JSON.stringify([where, ...factors.map(({ factor, from, to }) => JSON.stringify([factor, from, to])).sort()]);
}

/**
 * Whether two searches named the same cause, so that one issue can speak for both.
 *
 * @param together whether both are about one benchmark.
 */
export function sameCause(one: Cause | null, other: Cause | null, together = true): boolean {
  if (one === null || other === null) return false;
  if (!together && one.factors.some(({ factor }) => OWN.has(factorKind(factor)))) return false;
  const key = causeKey(one);
  return key !== null && key === causeKey(other);
}
