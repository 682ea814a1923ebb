import type { FactorChange } from '../../model/incident.ts';
import type { Implication } from '../../model/search.ts';
import { byControl } from '../factor.ts';
import { members, only, size, type UnitSet, union } from './bits.ts';

/**
 * What can be taken from the bad side by itself: a change, or changes that need each other (jax and jaxlib). The units
 * stand in an order in which each comes after all that it needs, so that every first part of the order is closed: it
 * has all that its members need. Within that, units are ordered by who controls them (code before packages).
 */
export interface Lattice {
  readonly units: readonly (readonly FactorChange[])[];
  /** For each unit all that it needs, and all that needs it; itself included in both. */
  readonly needs: readonly UnitSet[];
  readonly neededBy: readonly UnitSet[];
  readonly all: UnitSet;
}

/**
 * Groups changes by what must go together. Changes that imply each other, over however many steps, are one unit: the
 * strongly connected components of the implications. Implications about factors that did not change say nothing.
 */
export function latticeOf(changes: readonly FactorChange[], implications: readonly Implication[]): Lattice {
  const sorted = [...changes].sort(byControl);
  const reach = reachable(sorted, implications);
  const leaderOf = sorted.map((_, i) => firstOfCircle(i, reach));
  const order = closedOrder([...new Set(leaderOf)], reach);
  const place = new Map(order.map((leader, unit) => [leader, unit]));
  const unitOf = leaderOf.map((leader) => place.get(leader) as number);
  const needs = order.map((leader) => union(members(reach[leader] as UnitSet).map((i) => only(unitOf[i] as number))));
  return {
    units: order.map((leader) => sorted.filter((_, i) => leaderOf[i] === leader)),
    needs,
    neededBy: order.map((_, unit) => union(needs.map((set, other) => (set & only(unit) ? only(other) : 0n)))),
    all: union(order.map((_, unit) => only(unit))),
  };
}

/** The smallest closed set with these units: what must be new when they are. */
export function closure(lattice: Lattice, set: UnitSet): UnitSet {
  return union(members(set).map((unit) => lattice.needs[unit] as UnitSet));
}

/** These units and all that needs them: what must be old when they are. What is left without it is closed. */
export function dependants(lattice: Lattice, set: UnitSet): UnitSet {
  return union(members(set).map((unit) => lattice.neededBy[unit] as UnitSet));
}

/** The changes of a set, in the order of units. */
export function changesOf(lattice: Lattice, set: UnitSet): FactorChange[] {
  return members(set).flatMap((unit) => lattice.units[unit] as readonly FactorChange[]);
}

/** The units that hold these factors; null when one of them did not change. */
export function unitsOf(lattice: Lattice, factors: readonly string[]): UnitSet | null {
  const found = factors.map((factor) => lattice.units.findIndex((unit) => unit.some((one) => one.factor === factor)));
  return found.includes(-1) ? null : union(found.map(only));
}

/** Everything that each change needs, over any number of steps (Warshall's closure). */
function reachable(changes: readonly FactorChange[], implications: readonly Implication[]): UnitSet[] {
  const at = new Map(changes.map(({ factor }, i) => [factor, i]));
  const reach = changes.map((_, i) => only(i));
  for (const { when, then } of implications) {
    const from = at.get(when);
    const to = at.get(then);
    if (from !== undefined && to !== undefined) reach[from] = (reach[from] as UnitSet) | only(to);
  }
  for (let via = 0; via < reach.length; via++)
    for (let i = 0; i < reach.length; i++)
      if ((reach[i] as UnitSet) & only(via)) reach[i] = (reach[i] as UnitSet) | (reach[via] as UnitSet);
  return reach;
}

/** The first of the changes that need this one and that it needs. */
function firstOfCircle(change: number, reach: readonly UnitSet[]): number {
  return members(reach[change] as UnitSet).find((other) => (reach[other] as UnitSet) & only(change)) as number;
}

/** Each after all that it needs; of those that could be next, the first by control. There is always one: no circles are left. */
function closedOrder(leaders: readonly number[], reach: readonly UnitSet[]): number[] {
  const order: number[] = [];
  const waitsFor = (leader: number) =>
    leaders.filter((other) => other !== leader && (reach[leader] as UnitSet) & only(other));
  const waiting = new Map(leaders.map((leader) => [leader, new Set(waitsFor(leader))]));
  for (let placed = 0; placed < leaders.length; placed++) {
    const [next] = [...waiting].find(([, open]) => open.size === 0) as [number, Set<number>];
    order.push(next);
    waiting.delete(next);
    for (const open of waiting.values()) open.delete(next);
  }
  return order;
}

/** Least number of decisions between this many candidates: ⌈log2 n⌉, 0 for none. */
export function halvings(candidates: number): number {
  return candidates === 0 ? 0 : Math.ceil(Math.log2(candidates));
}

/** Whether all of these are one unit. */
export function isUnit(set: UnitSet): boolean {
  return size(set) === 1;
}
