import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { PlumblineError } from '../../core/errors.ts';
import { runProgram } from '../program.ts';
import { formatLock, type LockedPackage, normalName } from './lock.ts';
import { pipError, targetArguments, type WheelTarget } from './pip.ts';

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

const RESOLVE_LIMIT_MS = 15 * 60_000;

/** The parts of pip's installation report (version 1) that a lock needs. */
const Report = Type.Object({
  environment: Type.Object({ python_version: Type.String() }),
  install: Type.Array(
    Type.Object({
      metadata: Type.Object({ name: Type.String(), version: Type.String() }),
      download_info: Type.Object({
        url: Type.String(),
        archive_info: Type.Optional(
          Type.Object({
            hash: Type.Optional(Type.String()),
            hashes: Type.Optional(Type.Record(Type.String(), Type.String())),
          }),
        ),
      }),
    }),
  ),
});

/**
 * Follows the channel `requirements.in`: the newest wheels that satisfy it on the image's Python and C library, with the
 * whole closure and one SHA-256 each. Nothing is installed and no package runs code. RESOLVE_FAILED with pip's words.
 */
export async function resolveLock(options: ResolveOptions): Promise<Resolved> {
  await refuseAddresses(options.requirements);
  await mkdir(options.scratch, { recursive: true });
  const folder = await mkdtemp(join(options.scratch, 'resolve-'));
  try {
    const report = join(folder, 'report.json');
    const { code, tail } = await runProgram(
      'python3',
      [
        ...['-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--quiet', '--no-input'],
        ...['--disable-pip-version-check', '--report', report, '--target', join(folder, 'target')],
        ...targetArguments(options.target),
        ...['-r', options.requirements],
      ],
      { limitMs: RESOLVE_LIMIT_MS, ...(options.signal === undefined ? {} : { signal: options.signal }) },
    );
    if (code !== 0) throw pipError('requirements.in could not be resolved', tail);
    return toLock(JSON.parse(await readFile(report, 'utf8')), options.target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

function toLock(value: unknown, target: WheelTarget): Resolved {
  if (!Value.Check(Report, value))
    throw new PlumblineError('RESOLVE_FAILED', "pip's report has another shape than version 1");
  const packages = (value as Static<typeof Report>).install.map(({ metadata, download_info }) => {
    const { hashes, hash } = download_info.archive_info ?? {};
    // pip before 23.1 writes only the older `sha256=…` form.
    const sha256 = hashes?.sha256 ?? /^sha256=([0-9a-f]{64})$/.exec(hash ?? '')?.[1];
    if (sha256 === undefined || !/\.whl$/.test(new URL(download_info.url).pathname)) {
      throw new PlumblineError('RESOLVE_FAILED', `${metadata.name} ${metadata.version} is no wheel with a SHA-256`);
    }
    return { name: normalName(metadata.name), version: metadata.version, sha256: [sha256] };
  });
  const heading = `Wheels for Python ${target.python} on ${target.architecture}, resolved from requirements.in. Written by \`plumbline pin\`.`;
  return { packages, text: formatLock(packages, heading), markersOf: value.environment.python_version };
}
