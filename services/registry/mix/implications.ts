import type { FactorChange } from '../../core/model/incident.ts';
import type { Implication } from '../../core/model/search.ts';
import type { PackageNeeds } from './metadata.ts';

/**
 * What must go together: P in its new state that does not allow the old Q implies the new Q; P in its old state that does
 * not allow the new Q means that the new Q implies the new P. A package that neither state of Q satisfies says nothing:
 * its own side runs with it.
 */
export function packageImplications(
  needs: readonly PackageNeeds[],
  changes: readonly FactorChange[],
): readonly Implication[] {
  const changed = new Set(changes.map(({ factor }) => factor));
  const found = new Map<string, Implication>();
  const add = (when: string, then: string) => found.set(`${when} ${then}`, { when, then });
  for (const { name, side, needs: others } of needs) {
    const factor = `package:${name}`;
    if (!changed.has(factor)) continue;
    for (const [other, [good, bad]] of Object.entries(others)) {
      const needed = `package:${other}`;
      if (needed === factor || !changed.has(needed) || good === bad) continue;
      if (side === 'bad' && bad) add(factor, needed);
      if (side === 'good' && good) add(needed, factor);
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Implication);
}
