import type { Conclusion } from '../model/search.ts';

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

/** Whether two searches named the same cause, so that one issue can speak for both. */
export function sameCause(one: Cause | null, other: Cause | null): boolean {
  if (one === null || other === null) return false;
  const key = causeKey(one);
  return key !== null && key === causeKey(other);
}
