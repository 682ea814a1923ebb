import { PlumblineError } from '../../core/errors.ts';

/** What wheels must run on: the image's Python and C library, not the host's. */
export interface WheelTarget {
  /** As in wheel tags: "3.11". */
  readonly python: string;
  readonly architecture: 'amd64' | 'arm64';
  /** Debian suite of the base; it decides the C library. */
  readonly suite: 'bullseye' | 'bookworm' | 'trixie';
}

/** Minor version of glibc 2 in each suite (packages.debian.org, source package glibc). */
const GLIBC_MINOR = { bullseye: 31, bookworm: 36, trixie: 41 } as const;
/** manylinux2014 is glibc 2.17 (PEP 599); nothing older is looked for beside it. */
const OLDEST_GLIBC_MINOR = 17;
const MACHINE = { amd64: 'x86_64', arm64: 'aarch64' } as const;

/**
 * Arguments that make pip choose wheels for the target and never run code of a package: with `--only-binary=:all:` no
 * source package is built. Newest platform first: pip prefers in this order.
 */
export function targetArguments(target: WheelTarget): readonly string[] {
  const machine = MACHINE[target.architecture];
  const newest = GLIBC_MINOR[target.suite];
  const platforms = Array.from(
    { length: newest - OLDEST_GLIBC_MINOR + 1 },
    (_, step) => `manylinux_2_${newest - step}_${machine}`,
  );
  return [
    '--only-binary=:all:',
    '--implementation=cp',
    `--python-version=${target.python}`,
    ...[...platforms, `manylinux2014_${machine}`, `linux_${machine}`].map((platform) => `--platform=${platform}`),
  ];
}

const PIP_REASON_LINES = 8;
const MAX_REASON_CHARACTERS = 1500;

/** pip's own words, without addresses: an index address may hold a password. */
export function pipReason(tail: readonly string[]): string {
  const errors = tail.filter((line) =>
    /^\s*(?:ERROR|Expected|Got|The conflict|The user requested|\S+ \S+ depends on|No module named)/.test(line),
  );
  const words = (errors.length > 0 ? errors : tail).slice(-PIP_REASON_LINES).map((line) => line.trim());
  return words
    .join(' · ')
    .replace(/-r \S*?([^/\s]+) \(line (\d+)\)/g, '$1 line $2')
    .replace(/\bhttps?:\/\/\S+/g, '<address>')
    .slice(0, MAX_REASON_CHARACTERS);
}

/** A failed pip as a coded error: bytes that differ from the lock are another matter than an index that is away. */
export function pipError(what: string, tail: readonly string[]): PlumblineError {
  const code = tail.some((line) => line.includes('DO NOT MATCH THE HASHES')) ? 'WHEEL_HASH_MISMATCH' : 'RESOLVE_FAILED';
  return new PlumblineError(code, `${what}: ${pipReason(tail)}`);
}
