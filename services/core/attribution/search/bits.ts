/** A set of units by their numbers: bit i is unit i. A search compares and joins sets far more often than it lists them. */
export type UnitSet = bigint;

/** The set of one unit. */
export function only(unit: number): UnitSet {
  return 1n << BigInt(unit);
}

/** The numbers in a set, rising. */
export function members(set: UnitSet): number[] {
  return [...set.toString(2)].reverse().flatMap((digit, unit) => (digit === '1' ? [unit] : []));
}

/** How many units a set has. */
export function size(set: UnitSet): number {
  return members(set).length;
}

/** All that is in any of the sets. */
export function union(sets: readonly UnitSet[]): UnitSet {
  return sets.reduce((all, set) => all | set, 0n);
}
