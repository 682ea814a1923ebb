import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import { dryRun, failureIsElsewhere } from '../lock/dry-run.ts';
import type { LockedPackage } from '../lock/lock.ts';
import { pipError, pipReason, type WheelTarget } from '../lock/pip.ts';
import type { Wheel } from '../lock/wheels.ts';

export type Resolution =
  | { readonly kind: 'resolved'; readonly packages: readonly LockedPackage[] }
  | { readonly kind: 'refused'; readonly reason: string };

export interface ResolveRequest {
  /** Packages that stay as they are, with the hashes that they keep. */
  readonly fixed: readonly LockedPackage[];
  /** Requirements (PEP 508) of those that do not. */
  readonly free: readonly string[];
  /** Wheels that are on this machine and need not be asked for. */
  readonly wheels?: readonly Wheel[];
  /** Take pre-releases too. */
  readonly pre?: boolean;
  /** Take exactly what is named, whatever it depends on. */
  readonly alone?: boolean;
  readonly target: WheelTarget;
  readonly scratch: string;
}

/**
 * The closure of fixed and free packages with the index' newest wheels for the target, one hash each; the fixed ones keep
 * theirs. Refused with pip's words; RESOLVE_FAILED when the index does not answer, DISK_FULL.
 */
export async function resolvePackages(request: ResolveRequest): Promise<Resolution> {
  const { fixed, free, wheels = [], scratch } = request;
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'resolve-'));
  try {
    const file = join(folder, 'requirements.txt');
    const lines = [...fixed.map(({ name, version }) => `${name}==${version}`), ...free];
    await writeFile(file, lines.map((line) => `${line}\n`).join(''));
    const links = new Set(wheels.map(({ path }) => `--find-links=${dirname(path)}`));
    const options = [...(request.pre ? ['--pre'] : []), ...(request.alone ? ['--no-deps'] : [])];
    const run = await dryRun([...options, ...links, '-r', file], request);
    if (run.kind === 'failed') return refusal(run.tail);
    const kept = new Map(fixed.map((locked) => [locked.name, locked]));
    return { kind: 'resolved', packages: run.packages.map((locked) => kept.get(locked.name) ?? locked) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refusal(tail: readonly string[]): Resolution {
  const elsewhere = failureIsElsewhere(tail);
  if (elsewhere === 'disk') throw new PlumblineError('DISK_FULL', pipReason(tail));
  if (elsewhere === 'index') throw pipError('the package index does not answer', tail);
  return { kind: 'refused', reason: pipReason(tail) };
}
