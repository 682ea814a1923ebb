import type { LockedPackage } from '../lock/lock.ts';

/** A lock with its text as it was written. */
export interface LockSide {
  readonly text: string;
  readonly packages: readonly LockedPackage[];
}

/**
 * The entries of two locks, each from the bad side where `package:NAME` is taken and from the good side otherwise; one that
 * the chosen side lacks is absent. Where versions are equal only `lock` takes the bad side's hashes.
 */
export function mixEntries(good: LockSide, bad: LockSide, taken: ReadonlySet<string>): readonly LockedPackage[] {
  const sides = { good: byName(good), bad: byName(bad) };
  const names = [...new Set([...sides.good.keys(), ...sides.bad.keys()])].sort();
  return names.flatMap((name) => {
    const [old, fresh] = [sides.good.get(name), sides.bad.get(name)];
    const same = old?.version === fresh?.version;
    const chosen = taken.has(same ? 'lock' : `package:${name}`) ? fresh : old;
    return chosen === undefined ? [] : [chosen];
  });
}

/** The side whose packages these are in every version and hash; null: neither's. */
export function sideOf(entries: readonly LockedPackage[], good: LockSide, bad: LockSide): LockSide | null {
  const key = (packages: readonly LockedPackage[]) =>
    packages
      .map(({ name, version, sha256 }) => `${name}==${version} ${[...sha256].sort().join(' ')}`)
      .sort()
      .join('\n');
  const wanted = key(entries);
  return [good, bad].find((side) => key(side.packages) === wanted) ?? null;
}

function byName({ packages }: LockSide): ReadonlyMap<string, LockedPackage> {
  return new Map(packages.map((locked) => [locked.name, locked]));
}
