import type { LockedPackage } from '../lock/lock.ts';
import { normalName } from '../lock/lock.ts';
import type { WheelTarget } from '../lock/pip.ts';
import type { Wheel } from '../lock/wheels.ts';
import type { LockSide } from './lock.ts';
import type { PackageNeeds } from './metadata.ts';
import { type Resolution, resolvePackages } from './resolve.ts';
import { orderVersions } from './versions.ts';

export interface BetweenRequest {
  readonly entries: readonly LockedPackage[];
  readonly good: LockSide;
  readonly bad: LockSide;
  readonly taken: ReadonlySet<string>;
  /** Package to the version between both sides' that it gets. */
  readonly versions: Readonly<Record<string, string>>;
  readonly needs: readonly PackageNeeds[];
  readonly wheels: readonly Wheel[];
  readonly target: WheelTarget;
  readonly scratch: string;
}

/**
 * A mixture's entries with some packages at versions between both sides'. Their companions (taken packages that depend on
 * them, or that they depend on) are free between their own two versions, since they may only work in pairs; everything
 * else stays as it is, and nothing that neither side had may come in.
 */
export async function entriesBetween(request: BetweenRequest): Promise<Resolution> {
  const { entries, versions, scratch } = request;
  const wanted = new Map(Object.entries(versions).map(([name, version]) => [normalName(name), version]));
  const companions = companionsOf([...wanted.keys()], request);
  const fixed = entries.filter(({ name }) => !wanted.has(name) && !companions.has(name));
  const free = [...wanted].map(([name, version]) => `${name}==${version}`);
  const ends = [...wanted.values()];
  for (const [name, [from, to]] of companions) {
    const { low, high } = await orderVersions(from, to, [], scratch);
    free.push(`${name}>=${low},<=${high}`);
    ends.push(from, to);
  }
  const resolution = await resolvePackages({ ...request, fixed, free, pre: ends.some(isPre) });
  if (resolution.kind === 'refused') return resolution;
  const known = new Set([...entries.map(({ name }) => name), ...wanted.keys()]);
  const stranger = resolution.packages.find(({ name }) => !known.has(name));
  if (stranger === undefined) return resolution;
  const reason = `${free.join(', ')} needs ${stranger.name}, which neither side has`;
  return { kind: 'refused', reason };
}

/** Taken packages that a direct dependency ties to a package, with their two versions. */
function companionsOf(
  names: readonly string[],
  { good, bad, taken, needs }: BetweenRequest,
): ReadonlyMap<string, readonly [from: string, to: string]> {
  const tied = new Set<string>();
  for (const { name, needs: others } of needs) {
    for (const other of Object.keys(others)) {
      if (names.includes(name)) tied.add(other);
      if (names.includes(other)) tied.add(name);
    }
  }
  const versions = (side: LockSide) => new Map(side.packages.map(({ name, version }) => [name, version]));
  const [old, fresh] = [versions(good), versions(bad)];
  const found = new Map<string, readonly [string, string]>();
  for (const name of [...tied].sort()) {
    const [from, to] = [old.get(name), fresh.get(name)];
    if (names.includes(name) || !taken.has(`package:${name}`) || from === undefined || to === undefined) continue;
    if (from !== to) found.set(name, [from, to]);
  }
  return found;
}

/** A pre- or development release in the spellings of PEP 440. */
function isPre(version: string): boolean {
  return /(?:a|b|c|rc|alpha|beta|pre|preview|dev)[-_.]?\d*/i.test(version.replace(/\+.*$/, ''));
}
