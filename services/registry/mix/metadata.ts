import type { LockedPackage } from '../lock/lock.ts';
import type { WheelTarget } from '../lock/pip.ts';
import type { Wheel } from '../lock/wheels.ts';
import { METADATA_SCRIPT } from './metadata-script.ts';
import { runScript } from './python.ts';

/** One package in the state of one side, and whether it allows each other package in the good and in the bad state. */
export interface PackageNeeds {
  readonly name: string;
  readonly side: 'good' | 'bad';
  readonly needs: Readonly<Record<string, readonly [good: boolean, bad: boolean]>>;
}

/** The packages of one side with the wheels that their hashes name. */
export interface WheelSide {
  readonly packages: readonly LockedPackage[];
  readonly wheels: readonly Wheel[];
}

const MACHINE = { amd64: 'x86_64', arm64: 'aarch64' } as const;

/** Environment markers (PEP 508) of an image's Python, not of the one that runs here. */
export function markersOf({ python, architecture }: WheelTarget): Readonly<Record<string, string>> {
  return {
    python_version: python,
    python_full_version: `${python}.0`,
    implementation_name: 'cpython',
    implementation_version: `${python}.0`,
    platform_python_implementation: 'CPython',
    os_name: 'posix',
    sys_platform: 'linux',
    platform_system: 'Linux',
    platform_machine: MACHINE[architecture],
    platform_release: '',
    platform_version: '',
  };
}

/** What every wheel of two sides needs of the other packages; packages without a wheel are passed over. */
export async function readNeeds(
  good: WheelSide,
  bad: WheelSide,
  target: WheelTarget,
  scratch: string,
): Promise<readonly PackageNeeds[]> {
  const sides = [good, bad].map(({ packages, wheels }) => {
    const paths = new Map(wheels.map(({ sha256, path }) => [sha256, path]));
    return packages.flatMap(({ name, version, sha256 }) => {
      const path = sha256.map((hash) => paths.get(hash)).find((found) => found !== undefined);
      return path === undefined ? [] : [{ name, version, path }];
    });
  });
  const found = await runScript(METADATA_SCRIPT, { markers: markersOf(target), sides }, scratch);
  return (found as { name: string; side: 0 | 1; needs: Record<string, [boolean, boolean]> }[]).map((entry) => ({
    ...entry,
    side: entry.side === 0 ? 'good' : 'bad',
  }));
}
