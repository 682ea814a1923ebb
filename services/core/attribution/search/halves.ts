import type { FactorChange } from '../../model/incident.ts';
import { factorKind } from '../factor.ts';
import { members, only, size, type UnitSet, union } from './bits.ts';
import { closure, dependants, type Lattice } from './closure.ts';

/**
 * A border between kinds of factors is preferred to the middle as long as it leaves at most two thirds on one side:
 * log(3/2) is 0.58 bits a decision, so n candidates still take at most 1.71 log2 n decisions, within the promised two.
 */
const BORDER_SHARE = 3;

/** Kinds that a container can be given without building an image: they are cheap to try. */
const WITHOUT_IMAGE: ReadonlySet<string> = new Set(['code', 'config', 'env', 'command', 'dataset']);

/**
 * The closed set between two closed sets that should be tried next; null when all that this search would try were
 * unresolved. First what splits the candidates in halves; then, as in ddmin, ever finer parts, each alone on top of
 * the lower set or alone taken from the upper one (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002, section 4); among parts of one size the one that is least like what did not resolve.
 *
 * @param unresolved sets that gave no answer.
 */
export function nextSet(lattice: Lattice, low: UnitSet, high: UnitSet, unresolved: readonly UnitSet[]): UnitSet | null {
  const rest = members(high & ~low);
  const tried = new Set([low, high, ...unresolved]);
  const first = low | union(rest.slice(0, firstCut(lattice, rest)).map(only));
  if (!tried.has(first)) return first;
  for (let parts = 2; parts < 2 * rest.length; parts *= 2) {
    const open = candidates(lattice, low, high, partsOf(rest, parts)).filter((set) => !tried.has(set));
    if (open.length > 0) return leastLike(open, unresolved);
  }
  return null;
}

/** Cuts a list into at most this many parts of nearly the same length, none empty. */
export function partsOf(list: readonly number[], parts: number): UnitSet[] {
  const count = Math.min(parts, list.length);
  const at = (part: number) => Math.floor((part * list.length) / count);
  return Array.from({ length: count }, (_, part) => union(list.slice(at(part), at(part + 1)).map(only)));
}

function candidates(lattice: Lattice, low: UnitSet, high: UnitSet, parts: readonly UnitSet[]): UnitSet[] {
  return parts.flatMap((part) => [low | closure(lattice, part), high & ~dependants(lattice, part)]);
}

/** How many of the candidates, in their order, make the first half. */
function firstCut(lattice: Lattice, rest: readonly number[]): number {
  const middle = Math.floor(rest.length / 2);
  const least = Math.ceil(rest.length / BORDER_SHARE);
  const kinds = rest.map((unit) =>
    factorKind(((lattice.units[unit] as readonly FactorChange[])[0] as FactorChange).factor),
  );
  const borders = kinds.flatMap((kind, at) =>
    at >= least && at <= rest.length - least && kind !== kinds[at - 1] ? [at] : [],
  );
  const needsImage = (at: number) => !WITHOUT_IMAGE.has(kinds[at] as string);
  const cheap = borders.filter((at) => needsImage(at) && !needsImage(at - 1));
  const best = (cheap.length > 0 ? cheap : borders).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return best[0] ?? middle;
}

/** The first of those whose nearest unresolved set is farthest, by the number of units that differ. */
function leastLike(open: readonly UnitSet[], unresolved: readonly UnitSet[]): UnitSet {
  const distance = (set: UnitSet) => Math.min(...unresolved.map((other) => size(set ^ other)));
  return open.reduce((best, set) => (distance(set) > distance(best) ? set : best));
}
