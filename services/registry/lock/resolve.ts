import { readFile } from 'node:fs/promises';
import { PlumblineError } from '../../core/errors.ts';
import { dryRun } from './dry-run.ts';
import { formatLock, type LockedPackage } from './lock.ts';
import { pipError, type WheelTarget } from './pip.ts';

export interface ResolveOptions {
  /** Path of requirements.in. */
  readonly requirements: string;
  readonly target: WheelTarget;
  /** Folder for pip's report. */
  readonly scratch: string;
  readonly signal?: AbortSignal;
}

export interface Resolved {
  readonly packages: readonly LockedPackage[];
  /** Text of requirements.lock. */
  readonly text: string;
  /**
   * Python (major.minor) whose environment markers were evaluated: pip takes the running one's, whatever the target.
   * When it is not the target's, a requirement behind a marker may be missing or too many.
   */
  readonly markersOf: string;
}

/**
 * Follows the channel `requirements.in`: the newest wheels that satisfy it on the image's Python and C library, with the
 * whole closure and one SHA-256 each. Nothing is installed and no package runs code. RESOLVE_FAILED with pip's words.
 */
export async function resolveLock(options: ResolveOptions): Promise<Resolved> {
  await refuseAddresses(options.requirements);
  const run = await dryRun(['-r', options.requirements], options);
  if (run.kind === 'failed') throw pipError('requirements.in could not be resolved', run.tail);
  const { python, architecture } = options.target;
  const heading = `Wheels for Python ${python} on ${architecture}, resolved from requirements.in. Written by \`plumbline pin\`.`;
  return { packages: run.packages, text: formatLock(run.packages, heading), markersOf: run.markersOf };
}

const REQUIREMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[A-Za-z0-9._, -]*\])?\s*[^@/]*$/;

/** A path, an address or a checkout would be built to learn its metadata: a package's code would run on this machine. */
async function refuseAddresses(file: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, '').trim());
  const index = lines.findIndex((line) => line !== '' && !REQUIREMENT.test(line));
  if (index < 0) return;
  const message = 'expected NAME and a version range, found an option, a path or an address';
  throw new PlumblineError('CATALOG_INVALID', message, { place: { file, line: index + 1 } });
}
