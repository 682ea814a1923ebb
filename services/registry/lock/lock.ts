import type { Digest } from '../../core/model/base.ts';
import { sha256Hex } from '../../core/model/identity.ts';

/** One package of a lock: exactly one version, and the SHA-256 of every wheel that may be installed. */
export interface LockedPackage {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
  readonly sha256: readonly string[];
}

/** A line of a lock that is not a pinned, hashed wheel. */
export interface LockProblem {
  readonly line: number;
  readonly message: string;
}

export interface Lock {
  readonly packages: readonly LockedPackage[];
  readonly problems: readonly LockProblem[];
}

/** The closure of the largest framework is a few hundred packages. */
export const MAX_LOCKED_PACKAGES = 2000;
const PIN = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*==\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)((?:\s+--hash=\S+)*)$/;
const HASH = /^--hash=sha256:([0-9a-f]{64})$/;

/** The name that all spellings of a package share (PEP 503): `Foo.Bar_baz` is `foo-bar-baz`. */
export function normalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/**
 * Reads `requirements.lock`. Only `name==version --hash=sha256:…` is taken (backslash continuations, comments and blank
 * lines aside): an address, an editable path, an option, a range, a marker or a line without a hash is a problem, since
 * pip would then fetch what nobody pinned.
 */
export function parseLock(text: string): Lock {
  const packages = new Map<string, LockedPackage>();
  const problems: LockProblem[] = [];
  for (const { line, content } of logicalLines(text)) {
    const match = PIN.exec(content);
    if (match === null) {
      problems.push({ line, message: `expected NAME==VERSION --hash=sha256:…, found ${cut(content)}` });
      continue;
    }
    const name = normalName(match[1] as string);
    const hashes = (match[3] as string)
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    const sha256 = hashes.map((word) => HASH.exec(word)?.[1]);
    if (hashes.length === 0) problems.push({ line, message: `${name} has no --hash=sha256:…` });
    else if (sha256.includes(undefined))
      problems.push({ line, message: `${name} has a hash that is not sha256 in hex` });
    else if (packages.has(name)) problems.push({ line, message: `${name} is locked twice` });
    else if (packages.size >= MAX_LOCKED_PACKAGES) {
      return { packages: [], problems: [{ line, message: `more than ${MAX_LOCKED_PACKAGES} packages` }] };
    } else packages.set(name, { name, version: match[2] as string, sha256: sha256 as string[] });
  }
  return { packages: [...packages.values()], problems };
}

/** Text of a lock, sorted by name, so that equal resolutions are equal files. */
export function formatLock(packages: readonly LockedPackage[], heading: string): string {
  const entries = [...packages]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, sha256 }) =>
      [`${name}==${version}`, ...[...sha256].sort().map((hash) => `    --hash=sha256:${hash}`)].join(' \\\n'),
    );
  return `${[`# ${heading}`, ...entries].join('\n')}\n`;
}

/** Digest of the lock file itself, as the pins hold it. */
export function lockDigest(bytes: string | Uint8Array): Digest {
  return `sha256:${sha256Hex(bytes)}`;
}

/** Lines joined over their backslashes, with the number of the first; comments and blank lines left out. */
function logicalLines(text: string): { line: number; content: string }[] {
  const found: { line: number; content: string }[] = [];
  let pending: { line: number; content: string } | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const bare = raw.replace(/(?:^|\s)#.*$/, '').trim();
    const continues = bare.endsWith('\\');
    const content = (continues ? bare.slice(0, -1) : bare).trim();
    pending =
      pending === null
        ? { line: index + 1, content }
        : { line: pending.line, content: `${pending.content} ${content}` };
    if (continues) continue;
    if (pending.content.trim() !== '') found.push({ line: pending.line, content: pending.content.trim() });
    pending = null;
  }
  if (pending !== null && pending.content.trim() !== '') found.push(pending);
  return found;
}

function cut(text: string): string {
  // The line may hold an index address with a password in it.
  const safe = text.replace(/\/\/[^/@\s]*@/g, '//…@');
  return safe.length > 100 ? `${safe.slice(0, 100)}…` : safe;
}
