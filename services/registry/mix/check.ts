import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import { dryRun, failureIsElsewhere } from '../lock/dry-run.ts';
import { formatLock, type LockedPackage } from '../lock/lock.ts';
import { pipReason, type WheelTarget } from '../lock/pip.ts';
import type { Wheel } from '../lock/wheels.ts';

/**
 * Resolves a lock again, offline and with its hashes, so that every dependency of every wheel is checked and nothing but
 * the locked versions can come in. Null: it holds together; else pip's own words. DISK_FULL says nothing of the lock.
 */
export async function checkLock(
  packages: readonly LockedPackage[],
  wheels: readonly Wheel[],
  options: { readonly target: WheelTarget; readonly scratch: string },
): Promise<string | null> {
  if (packages.length === 0) return null;
  await mkdir(options.scratch, { recursive: true });
  const folder = await mkdtemp(join(options.scratch, 'check-'));
  try {
    const lock = join(folder, 'requirements.lock');
    await writeFile(lock, formatLock(packages, 'To be checked.'));
    const wanted = new Set(packages.flatMap(({ sha256 }) => sha256));
    const links = wheels.filter(({ sha256 }) => wanted.has(sha256)).map(({ path }) => `--find-links=${dirname(path)}`);
    const run = await dryRun(['--no-index', ...new Set(links), '--require-hashes', '-r', lock], options);
    if (run.kind === 'resolved') return null;
    if (failureIsElsewhere(run.tail) === 'disk') throw new PlumblineError('DISK_FULL', pipReason(run.tail));
    return pipReason(run.tail);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
