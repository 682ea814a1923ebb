import type { FactorChange } from '../../model/incident.ts';
import { factorKind } from '../factor.ts';

/** Names of this many factors are shown in a row; more are counted by kind. */
const NAMED_MAX = 3;

/** A mixture in words: `all new, package:numpy old`, `all old, 3 of 12 package changes new`. */
export function mixtureText(taken: readonly FactorChange[], left: readonly FactorChange[]): string {
  if (left.length === 0) return 'all new';
  if (taken.length === 0) return 'all old';
  return taken.length < left.length ? `all old, ${partText(taken, left)} new` : `all new, ${partText(left, taken)} old`;
}

/** Names of factors in a sentence; many are counted. */
export function factorsText(changes: readonly FactorChange[]): string {
  return changes.length <= NAMED_MAX
    ? changes.map(({ factor }) => factor).join(' and ')
    : `${changes.length} changes (${changes
        .slice(0, NAMED_MAX)
        .map(({ factor }) => factor)
        .join(', ')}, …)`;
}

function partText(part: readonly FactorChange[], others: readonly FactorChange[]): string {
  if (part.length <= NAMED_MAX) return part.map(({ factor }) => factor).join(' and ');
  const kindsOf = (changes: readonly FactorChange[]) => changes.map(({ factor }) => factorKind(factor));
  const kinds = kindsOf(part);
  const all = [...kinds, ...kindsOf(others)];
  const count = (list: readonly string[], kind: string) => list.filter((one) => one === kind).length;
  return [...new Set(kinds)]
    .map((kind) => `${count(kinds, kind)} of ${count(all, kind)} ${kind} changes`)
    .join(' and ');
}
